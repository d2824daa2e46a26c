"""Which logs of a resource of Azure a diagnostic setting keeps, by category or by a group of them.

Sources: Azure `azure-monitor/platform/diagnostic-settings` (allLogs is every category; unverified, the page
was not read here).
"""

from __future__ import annotations

from jiban.policy.facts import links
from jiban.policy.facts.logs import SETTING, TYPES
from jiban.policy.facts.once import of, once
from jiban.policy.view import NotKnownError, ResourceView, StackView

_ALL = "allLogs"


@once
def keeps(stack: StackView, resource: ResourceView, category: str, *groups: str) -> bool:
    """Tell whether a diagnostic setting of the stack keeps a log of a resource.

    Args:
        stack: all resources.
        resource: whose log it is.
        category: the log.
        groups: groups that it is in, beside allLogs.

    Raises:
        NotKnownError: none surely does, and one may.
    """
    found = links.naming(stack, resource, SETTING, "resourceUri", *TYPES)
    doubt = found.doubt
    for setting in found.sure:
        try:
            with of(setting):
                for log in setting["logs"].each():
                    named = log["category"].says(category) or log["categoryGroup"].says(_ALL, *groups)
                    if named and log["enabled"].is_true():
                        return True
        except NotKnownError as error:
            doubt = doubt or error
    if doubt is not None:
        raise doubt
    return False
