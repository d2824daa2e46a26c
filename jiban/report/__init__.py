"""What is shown of a plan: functions from a plan to text, and how a text reaches a terminal or a file."""
