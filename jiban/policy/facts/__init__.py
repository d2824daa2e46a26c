"""What the provider would make of the inputs: what rules, diff and review ask in place of properties."""
