"""The docstrings of a model's fields: the texts that stand below them in its class."""

import ast
import inspect
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel


def described_fields(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the docstrings of the fields of a model, by their names in documents.

    Fields that it has from the models that it derives from are among them. The classes have to stand at the
    top of their files, which are read.
    """
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            found |= _docstrings(
                _classes(sys.modules[each.__module__].__file__ or "").get(each.__qualname__, ())
            )
    fields = model.model_fields
    return {fields[name].alias or name: text for name, text in found.items() if name in fields}


def _docstrings(body: Sequence[ast.stmt]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = inspect.cleandoc(text)
            case _:
                pass
    return found


@cache
def _classes(file: str) -> Mapping[str, Sequence[ast.stmt]]:
    """Return the bodies of the classes at the top of a file, by name."""
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    return {each.name: each.body for each in tree.body if isinstance(each, ast.ClassDef)}
