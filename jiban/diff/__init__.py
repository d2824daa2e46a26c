"""What a change of the project does to a stack: `jiban diff`."""
