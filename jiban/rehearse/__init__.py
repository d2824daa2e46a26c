"""Rehearsals: the real engine runs a project from nothing to nothing against a simulated cloud."""
