"""Full-text search: OpenSearch, kept by the cloud."""
