"""One rule a file; `policies.packs` lists them."""
