"""What the policies say of a stack, as text, JSON and SARIF."""
