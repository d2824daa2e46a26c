"""Stacks composed from the components, top to bottom, with no arithmetic of their own."""
