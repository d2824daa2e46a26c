"""What a stack is for, by its name."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Final

from jiban.policy.view import StackView

_PRODUCTION: Final = re.compile(r"(?:^|[-_.])(?:prod|prd|production|live)\d*(?:$|[-_.])", re.IGNORECASE)
_NOT_YET: Final = re.compile(
    r"(?:^|[-_.])(?:pre|non|not|no)[-_.]?(?:prod|prd|production|live)", re.IGNORECASE
)


def is_production(stack: StackView) -> bool:
    """Tell whether users depend on a stack.

    `production` in `policies.yaml` says which stacks are; else it is the word prod, prd, production or live
    in the name, as in `prod`, `eu-prod` and `live-2`, but not in `pre-prod`.
    """
    if stack.production:
        return any(fnmatchcase(stack.name, glob) for glob in stack.production)
    return bool(_PRODUCTION.search(stack.name)) and not _NOT_YET.search(stack.name)
