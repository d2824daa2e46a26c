"""Address space, subnets by role, what may talk to what, and outbound access."""
