"""Steps by which the way in from the internet comes about."""

from collections.abc import Iterator
from typing import Final

from infra.bootstrap.step import INSIDE, Names, Step, listed
from infra.bootstrap.vault import imported, importing, role
from infra.environment import NAMESPACE, Environment
from jiban.components.edge import link

CERTIFICATE: Final = f"--path '{NAMESPACE}:edge.certificate.in_vault'"
"""Setting by which a stack makes its edge, or not yet."""


NO_CERTIFICATE_YET: Final = "; all but the edge, whose certificate has no vault to be in yet"


def brings_a_certificate(environment: Environment) -> bool:
    """Whether somebody has to bring the certificate that the edge's gateway is made with."""
    return environment.edge is not None and environment.edge.certificate is not None


def zone_steps(environment: Environment) -> Iterator[Step]:
    """Yield what has to lead to the edge's zone: before the platform, as that waits for certificates."""
    if environment.edge is None or environment.edge.zone is None:
        return
    zone = environment.edge.zone
    yield Step(
        id="edge-zone",
        title=f"Delegate {zone.name} to its zone",
        commands=(
            f"aws route53 get-hosted-zone --id {zone.id} --query DelegationSet.NameServers --output text",
            f"dig +short NS {zone.name}",
        ),
        reason="the edge's certificates are issued when the world finds their record in the zone, and the "
        "deployment waits for that; whoever has the domain above adds NS records with the first command's "
        "names",
        done_when="both commands print the same four names",
    )


def edge_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield what gives the edge's gateway its certificate, and then makes the edge."""
    if not brings_a_certificate(environment) or environment.edge is None:
        return
    certificate = environment.edge.in_the_vault.name
    yield Step(
        id="edge-certificate",
        title=f"Put certificate {certificate} into the vault",
        commands=(
            *role(environment, names, "Key Vault Certificates Officer"),
            importing(names, certificate),
        ),
        reason="the gateway at the edge is not made without it; an authority that everybody trusts has made "
        f"it out to {listed(environment.edge.in_the_vault.covers)}, and its key is its owner's, so no "
        "deployment writes it",
        done_when=imported(names, certificate),
        where=INSIDE,
    )
    yield Step(
        id="edge",
        title="Deploy the edge",
        commands=(
            f"pulumi config set --stack {names.stack} {CERTIFICATE} true",
            f"pulumi up --stack {names.stack}",
        ),
        reason="the first deployment has left it out",
        # The second region has a gateway alone: the first one's Front Door leads to both.
        done_when=f"`pulumi stack output --stack {names.stack} origin` prints the gateway's address"
        if environment.scope == "recovery"
        else f"`pulumi stack output --stack {names.stack} edge` prints a host name",
    )


def link_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield what lets the edge into the network by its link: after the edge, as that asks for it."""
    if environment.edge is None or environment.edge.path != "private_link" or environment.cloud != "azure":
        return
    shown = (
        f"az network application-gateway show --resource-group {names.group} "
        f"--name {names.physical('network.ApplicationGateway')}"
    )
    request = link.request(names.physical("cdn.Profile"))
    state = "privateLinkServiceConnectionState"
    ours = f"{state}.status=='Pending' && contains({state}.description || '', '{request}')"
    approve = f"az network private-endpoint-connection approve --description '{request}' --id"
    yield Step(
        id="edge-link",
        title="Approve the edge's link to the gateway",
        commands=(
            (
                f'{shown} --query "privateEndpointConnections[].{{id: id, state: {state}.status, '
                f'request: {state}.description}}" --output table'
            ),
            (
                f'{shown} --query "privateEndpointConnections[?{ours}].id" --output tsv '
                f"| xargs -r -n 1 {approve}"
            ),
        ),
        reason="Front Door asks for a connection whose name it makes up, and nothing gets in before somebody "
        "approves it: until some minutes later Front Door answers every request with an error; a connection "
        f"whose request is not {request} is somebody else's and stays as it is",
        done_when=f'`{shown} --query "privateEndpointConnections[].{state}.status" --output tsv` prints '
        "Approved, once",
    )


def record_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield what leads the names of the domain to the edge: last, as it lets people in. On AWS the edge has a
    zone and does it by itself.
    """
    if environment.edge is None or environment.cloud != "azure":
        return
    edge, profile = environment.edge, names.physical("cdn.Profile")
    by_link = edge.path == "private_link"
    tokens = tuple(
        # `az afd` is an extension that az does not bring along; this is az's own.
        f"az resource show --resource-group {names.group} --namespace Microsoft.Cdn "
        f"--parent profiles/{profile} --resource-type customDomains "
        f"--name {names.physical('cdn.AFDCustomDomain', host)} "
        "--query properties.validationProperties.validationToken --output tsv"
        for host in sorted(set(edge.domains))
    )
    yield Step(
        id="edge-records",
        title="Add the edge's records to the domain",
        commands=(
            *(() if by_link else (f"pulumi stack output --stack {names.stack} origin",)),
            *tokens,
            f"pulumi stack output --stack {names.stack} edge",
        ),
        reason=("" if by_link else f"A of {edge.origin} is the first, by which the edge finds the gateway; ")
        + "TXT of _dnsauth before each host is its token, good for a week, by which the edge gets the "
        "certificate; CNAME of each host is the last",
        done_when=listed([f"`curl --head https://{host}/gateway/health` answers" for host in edge.domains]),
    )
