"""One rule a file; `policies.packs` finds them."""
