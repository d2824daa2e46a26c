"""Secrets put into every place where one can stand, and the search for them in all that a command prints."""
