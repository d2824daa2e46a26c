"""How a configuration is read: its layers, the place of each value, and what is wrong with it in plain words."""
