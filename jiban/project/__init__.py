"""A Pulumi project on disk: Pulumi.yaml, stack files, YAML with positions, and problems in them."""
