"""Registries, and who may pull from them."""

from clusters import BASE, SUBSCRIPTION, later
from pulumi_azure_native import containerregistry


def registry(called: str, sku: str = "Premium", **more) -> None:
    containerregistry.Registry(called, **BASE, sku=containerregistry.SkuArgs(name=sku), **more)


registry("images-unset")
registry("images-basic", "Basic")
registry("images-admin-off", admin_user_enabled=False, anonymous_pull_enabled=False)
registry("images-admin", admin_user_enabled=True)
registry("images-anonymous", "Standard", anonymous_pull_enabled=True)
registry("images-admin-null", admin_user_enabled=None)
registry("images-admin-unknown", admin_user_enabled=later(False))
registry("images-anonymous-unknown", anonymous_pull_enabled=later(False))
registry("images-admin-anonymous-unknown", admin_user_enabled=True, anonymous_pull_enabled=later(False))
containerregistry.Registry.get(
    "images-read-by-get",
    f"{SUBSCRIPTION}/resourceGroups/theirs/providers/Microsoft.ContainerRegistry/registries/shared",
)
