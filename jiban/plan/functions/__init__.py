"""Functions of providers that ask no cloud: the result follows from arguments and configuration alone.

A plan computes them, and their results are facts of it: nothing stands in for them, and none is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jiban.model.plan import UNKNOWN, Unknown
from jiban.plan.functions.aws_regional import REGIONAL
from jiban.plan.functions.call import Call, NotHere, NotYetKnown, plain
from jiban.plan.functions.policy_document import policy_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FUNCTIONS: Final[Mapping[str, Callable[[Call], Mapping[str, Any]]]] = {
    "aws:iam/getPolicyDocument:getPolicyDocument": policy_document,
    **REGIONAL,
}
"""What computes the result of a function, by its token."""


def compute(
    token: str, args: Mapping[str, Any], provider: Mapping[str, Any]
) -> Mapping[str, Any] | Unknown | None:
    """Return the result of a function that needs no cloud.

    Args:
        token: the function, such as `aws:iam/getPolicyDocument:getPolicyDocument`.
        args: its arguments, all known, by their names on the wire.
        provider: configuration of the provider that it is asked of, by names on the wire.

    Returns:
        The result; unknown where it hangs on configuration that is not known before deployment; None where
        the function needs a cloud, or where the configuration leaves open what it would return.

    Raises:
        ArgumentError: the provider would refuse the arguments.
    """
    function = FUNCTIONS.get(token)
    if function is None:
        return None
    try:
        return function(Call(plain(args), provider))
    except NotYetKnown:
        return UNKNOWN
    except NotHere:
        return None
