"""A managed in-memory cache that speaks the Redis protocol."""
