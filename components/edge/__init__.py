"""Where requests from the internet arrive: a content network, its firewall, and the way from there inside."""
