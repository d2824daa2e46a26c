"""What a rule is, what it sees, and the two hosts that run a pack of rules."""
