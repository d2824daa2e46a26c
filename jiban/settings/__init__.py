"""How a configuration is read: its layers, each value with its place, and what is wrong, in plain words."""
