"""Requests to Azure that need nothing but curl and jq, so that they can be made from anywhere."""

from typing import Final

from infra.runbook.page import Action, Names

_API: Final = "https://management.azure.com"
OF_SERVERS: Final = "2025-08-01"
OF_BROKERS: Final = "2024-01-01"
"""Versions of Azure's API that know the promotion of a server and the failover of a namespace."""
_SIGN_IN: Final = (
    'TOKEN="$(curl --silent "https://login.microsoftonline.com/$ARM_TENANT_ID/oauth2/v2.0/token" '
    '--data grant_type=client_credentials --data client_id="$ARM_CLIENT_ID" '
    '--data-urlencode client_secret="$ARM_CLIENT_SECRET" '
    "--data scope=https://management.azure.com/.default | jq --raw-output '.access_token // empty')\""
)


def token() -> Action:
    """Return what the other requests here need before them."""
    return Action(
        title="Have a token for requests",
        commands=(_SIGN_IN,),
        reason="good for an hour, and for this shell alone. ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET "
        "and ARM_SUBSCRIPTION_ID are the deployer's, as for a deployment; neither requests nor deployments "
        "need az",
        seen='`test -n "$TOKEN"` succeeds',
    )


def change(method: str, path: str, version: str, body: str) -> str:
    """Return the command that asks for a change.

    Args:
        method: of HTTP.
        path: what `path_of` has returned, or one below it.
        version: of the API.
        body: JSON, without a single quote.
    """
    return (
        f'curl --fail-with-body --request {method} "{_API}{path}?api-version={version}" '
        f"--header \"Authorization: Bearer $TOKEN\" --header 'Content-Type: application/json' --data '{body}'"
    )


def read(path: str, version: str, of: str) -> str:
    """Return the command that prints a part of a resource.

    Args:
        path: what `path_of` has returned.
        version: of the API.
        of: the part, as jq calls it.
    """
    return (
        f'curl --silent --header "Authorization: Bearer $TOKEN" "{_API}{path}?api-version={version}" '
        f"| jq --compact-output {of}"
    )


def path_of(names: Names, kind: str, name: str) -> str:
    """Return the id of a resource of the environment's group, with the deployer's subscription."""
    return f"/subscriptions/$ARM_SUBSCRIPTION_ID/resourceGroups/{names.group}/providers/{kind}/{name}"


def broker(names: Names, region: str, *, force: bool, reason: str) -> Action:
    """Return what makes a region the first one of the broker's copies."""
    path = path_of(names, "Microsoft.ServiceBus/namespaces", names.broker)
    body = f'{{"properties": {{"primaryLocation": "{region}", "force": {"true" if force else "false"}}}}}'
    shown = read(path, OF_BROKERS, ".properties.geoDataReplication.locations")
    return Action(
        title=f"Make {region} the broker's primary region",
        commands=(change("POST", f"{path}/failover", OF_BROKERS, body),),
        reason=reason,
        seen=f"`{shown}` shows {region} as Primary",
    )
