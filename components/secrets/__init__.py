"""A vault for secrets and keys."""
