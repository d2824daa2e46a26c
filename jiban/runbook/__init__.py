"""`jiban runbook`: what a person on call does, with the names of one environment."""
