"""The Pulumi program of this project and the tools that plan, check and explain it."""
