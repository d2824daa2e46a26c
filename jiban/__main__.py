"""`python -m jiban`."""

from jiban.cli import main

main(prog_name="jiban")
