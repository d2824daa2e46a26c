"""Rules about what stands between the internet and a network."""
