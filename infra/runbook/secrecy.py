"""Pages of lost or leaked certificates and keys."""

from collections.abc import Iterator, Mapping
from typing import Final

from infra.runbook import secrecy_aws
from infra.runbook.incidents import login
from infra.runbook.page import INSIDE, Action, Names, Page, listed, quoted

_SEEN: Final[Mapping[str, str]] = {
    "azure": "Browsers refuse the service",
    "aws": "Browsers refuse the service, or the edge answers 502",
}
"""How it shows, by cloud."""


def pages(names: Names) -> Iterator[Page]:
    """Yield those for which there is something."""
    if names.environment.edge or names.environment.ingress:
        yield _certificate(names)
    if names.environment.secrets and names.environment.secrets.names:
        on_aws = names.environment.cloud == "aws"
        yield secrecy_aws.page(names, _readers(names)) if on_aws else _keys(names)


def _officer(names: Names, role: str) -> Action:
    """Return what lets a person write into the vault."""
    return Action(
        title=f"Have the role {role}",
        commands=(
            (
                f"az role assignment create --role {quoted(role)} --scope "
                f'"$(az keyvault show --name {names.vault} --query id --output tsv)" --assignee '
                '"$(az ad signed-in-user show --query id --output tsv)"'
            ),
        ),
        reason="nobody has it by default; it takes some minutes to count. Take it away afterwards",
    )


def _issued_by_aws() -> Action:
    """Return how to see whether the certificates are renewed that AWS issues for the edge."""
    listed_ones = (
        "acm list-certificates --certificate-statuses ISSUED EXPIRED PENDING_VALIDATION FAILED "
        "--query 'CertificateSummaryList[].[DomainName, Status, NotAfter]' --output table"
    )
    return Action(
        title="See whether AWS has renewed the edge's",
        commands=(f"aws {listed_ones} --region us-east-1", f"aws {listed_ones}"),
        reason="the first is CloudFront's, the second the load balancer's; AWS renews both while their "
        "record is in the zone, and nobody else has their keys",
        seen="ISSUED, with a day that lies ahead",
    )


def _certificate(names: Names) -> Page:
    edge, ingress = names.environment.edge, names.environment.ingress
    cloud = "AWS" if names.environment.cloud == "aws" else "Azure"
    actions: list[Action] = []
    if edge is not None and edge.certificate is not None:
        name = edge.certificate.name
        where = f"--vault-name {names.vault} --name {name}"
        actions.extend(
            [
                _officer(names, "Key Vault Certificates Officer"),
                Action(
                    title="See what the vault has",
                    commands=(
                        (
                            f"az keyvault certificate list-versions {where} "
                            "--query '[].{version: id, until: attributes.expires, on: attributes.enabled}' "
                            "--output table"
                        ),
                        (
                            f"az keyvault certificate list-deleted --vault-name {names.vault} --query "
                            f"'[].name' --output tsv"
                        ),
                    ),
                    where=INSIDE,
                ),
                Action(
                    title="Bring back one that was deleted",
                    commands=(f"az keyvault certificate recover {where}",),
                    reason="only where it stands among the deleted, and its key has not leaked",
                    where=INSIDE,
                ),
                Action(
                    title="Put a new one in, where it has run out or its key has leaked",
                    commands=(f"az keyvault certificate import {where} --file {name}.pfx",),
                    reason=f"have it made out to {listed(edge.certificate.covers)} by the authority, with "
                    f"a new key, as "
                    f"{name}.pfx in the present folder; a leaked one is revoked there as well. The "
                    f"gateway reads the newest "
                    "version within four hours, by itself",
                    where=INSIDE,
                ),
                Action(
                    title="Let the gateway read it at once",
                    commands=(
                        (
                            "az network application-gateway stop --resource-group "
                            f"{names.group} --name {names.physical('network.ApplicationGateway')}"
                        ),
                        (
                            "az network application-gateway start --resource-group "
                            f"{names.group} --name {names.physical('network.ApplicationGateway')}"
                        ),
                    ),
                    reason="nothing is served for some minutes: only where the old certificate does harm, "
                    "or serves no "
                    "longer anyway",
                    seen=f"`curl --head https://{edge.domains[0]}/` answers",
                ),
            ]
        )
    if edge is not None and edge.certificate is None:
        actions.append(_issued_by_aws())
    if ingress is not None:
        secret, space = ingress.certificate, names.ingress_namespace
        actions.append(login(names))
        actions.append(
            Action(
                title="Give the gateway inside the cluster a new one",
                commands=(
                    (
                        f"kubectl --namespace {space} create secret tls {secret} --cert {secret}.crt --key "
                        f"{secret}.key "
                        "--dry-run=client --output yaml | kubectl apply --filename -"
                    ),
                ),
                reason=f"the files {secret}.crt, the chain, and {secret}.key stand in the present folder; "
                f"proxies take it "
                "up by themselves",
                seen=f"`kubectl --namespace {space} get gateway` shows PROGRAMMED True",
                where=names.reaches,
            )
        )
    return Page(
        id="certificate-loss",
        title="A certificate has run out, is gone, or its key has leaked",
        when=f"{_SEEN[names.environment.cloud]}, or somebody outside has the key. Within 15 minutes, as "
        "severity 1",
        actions=tuple(actions),
        missing=(
            f"Nothing renews these certificates by itself; those of the edge's host names {cloud} renews",
            *(() if edge is not None else ("No certificate is in the vault: the edge is not built here",)),
        ),
    )


def _keys(names: Names) -> Page:
    environment = names.environment
    vault = environment.secrets
    found = vault.names if vault else ()
    written = [name for name in found if vault and name in vault.values]
    by_hand = [name for name in found if name not in written]
    actions = [
        _officer(names, "Key Vault Secrets Officer"),
        Action(
            title="See what is gone",
            commands=(
                (
                    f"az keyvault secret list --vault-name {names.vault} --query '[].[name, "
                    f"attributes.enabled]' --output table"
                ),
                f"az keyvault secret list-deleted --vault-name {names.vault} --query '[].name' --output tsv",
            ),
            seen=f"{listed(found)} in the first list",
            where=INSIDE,
        ),
        Action(
            title="Bring back one that was deleted",
            commands=tuple(
                f"az keyvault secret recover --vault-name {names.vault} --name {name}" for name in found
            ),
            reason="run the line of the one that is gone",
            where=INSIDE,
        ),
    ]
    if by_hand:
        actions.append(
            Action(
                title="Write a new value, where one has leaked",
                commands=tuple(
                    f"az keyvault secret set --vault-name {names.vault} --name {name} --file {name}.txt "
                    f"--encoding utf-8 "
                    "--query id --output tsv"
                    for name in by_hand
                ),
                reason="make the new value where it is used first (the provider's page, a generator), and "
                "put it into the "
                "file alone, never into the command; delete the file afterwards",
                where=INSIDE,
            )
        )
    if written:
        actions.append(
            Action(
                title="Write a new value of a secret that a deployment writes",
                commands=(
                    *(
                        f"pulumi config set --stack {names.stack} --secret --path "
                        f"'jiban:secrets.values.{name}'"
                        for name in written
                    ),
                    f"pulumi up --stack {names.stack}",
                ),
                reason="pulumi asks for the value, so that it stands in no history",
            )
        )
    actions.append(
        Action(
            title="Let the services read it",
            commands=(
                *login(names).commands,
                *(names.kubectl(f"rollout restart deployment/{service}") for service in _readers(names)),
            ),
            reason="they read it when they start",
            where=names.reaches,
        )
    )
    actions.append(
        Action(
            title="Turn the old versions of a leaked one off",
            commands=tuple(
                f"for VERSION in $(az keyvault secret list-versions --vault-name {names.vault} --name {name} "
                "--query 'sort_by([?attributes.enabled], &attributes.created)[:-1].id' --output tsv); "
                'do az keyvault secret set-attributes --id "$VERSION" --enabled false --output none; done'
                for name in found
            ),
            reason="all but the newest; whoever still uses an old one is found out now, so do it once the "
            "services are "
            "well. Run the line of the one that has leaked",
            where=INSIDE,
        )
    )
    actions.append(
        Action(
            title="Bring the whole vault back, where it was deleted",
            commands=(
                f"az keyvault recover --name {names.vault} --location {environment.region}",
                f"pulumi refresh --stack {names.stack}",
            ),
            reason=f"it can be for {(vault and vault.retention_days) or 90} days, and nobody can purge it "
            f"before",
        )
    )
    return Page(
        id="key-loss",
        title="A secret is gone or has leaked",
        when="A service cannot start for want of a secret, or somebody outside has one. A leak counts as "
        "severity 1",
        actions=tuple(actions),
        missing=(
            "Nothing rotates secrets by itself",
            (
                "Database, cache and broker have no keys: services sign in as identities, whose tokens end "
                "within a day"
            ),
            (
                "The key that encrypts the stack's configuration is Pulumi's: without it every secret of the "
                "stack file is set anew, "
                f"after `pulumi stack change-secrets-provider --stack {names.stack}` with a new one"
            ),
        ),
    )


def _readers(names: Names) -> list[str]:
    """Return the services that read a secret, from the vault or out of their pods."""
    vault = names.environment.secrets
    known = set(vault.names) if vault else set[str]()
    return [
        name
        for name, each in sorted(names.environment.workloads.items())
        if known & {*each.uses.secrets, *each.uses.mounted}
    ]
