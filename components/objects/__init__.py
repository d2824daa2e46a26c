"""Buckets of objects: private, encrypted, with versions, each with the life that its purpose asks for."""
