"""A managed PostgreSQL server with a standby, backups and read replicas."""
