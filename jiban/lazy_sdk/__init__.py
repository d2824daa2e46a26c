"""Loads of a provider's SDK what a program uses, and the rest when somebody asks for it.

One resource class of a generated SDK pulls in its whole service: every other resource, and the modules
`_inputs` and `outputs` with hundreds of classes. While a program is planned, packages and those two modules
are taken apart instead, once for each version of a file, and their parts are made on first use. What a
program can see is the same, but for `vars()` of a module of classes or of a resource, which holds what has
been used.

Pulumi's own SDK imports for its talk with an engine what no plan needs; that waits for its first use, too.

A file that is not exactly as the generator writes it is loaded as Python does. `JIBAN_LAZY_SDK=0` does so for
all of them.
"""
