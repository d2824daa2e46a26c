"""The planner: runs a Pulumi Python program in process and records what it asks for."""
