"""`jiban bootstrap`: what a new environment needs, in order."""
