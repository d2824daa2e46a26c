"""Rules about search engines."""
