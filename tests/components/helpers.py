"""Where the tests' components are placed, and who deploys them."""

from dataclasses import replace
from typing import Any, Final

from jiban.components.naming import Naming
from jiban.components.site import Site
from jiban.components.tags import Ownership

SITE: Final = Site(
    naming=Naming(project="trip", stack="test"),
    ownership=Ownership(project="trip", stack="test", owner="platform"),
    region="koreacentral",
    resource_group="rg-trip-test",
    protect=True,
)
"""Where the tests' components stand; every stateful resource is protected."""

AWS_SITE: Final = replace(SITE, region="ap-northeast-2", resource_group=None)
"""The same on AWS, in Seoul."""

TENANT: Final = "11111111-1111-1111-1111-111111111111"

CLIENT: Final[dict[str, Any]] = {"authorization:getClientConfig": {"tenantId": TENANT}}
"""Result of the function that says who deploys to Azure."""
