"""Rules that judge any Pulumi stack, and the two hosts that run them."""
