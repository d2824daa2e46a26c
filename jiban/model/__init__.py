"""What a plan is: resources as plain frozen values, and the file formats of plans."""
