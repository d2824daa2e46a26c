"""One identity for each service, with no more rights than the service uses."""
