"""Rules about vaults."""
