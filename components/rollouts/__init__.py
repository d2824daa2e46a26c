"""Progressive delivery: what rolls a new version out by shares, and judges it by its requests."""
