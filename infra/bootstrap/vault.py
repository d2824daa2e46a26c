"""Steps by which the vault gets what no deployment writes."""

from collections.abc import Iterator

from infra.bootstrap.step import INSIDE, Names, Step, listed
from infra.environment import Environment


def secret_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield a step for each secret whose value no deployment writes."""
    fill = _fill_on_aws if environment.cloud == "aws" else _fill_on_azure
    for secret in unfilled(environment):
        users = [
            name
            for name, each in environment.workloads.items()
            if secret in (*each.uses.secrets, *each.uses.mounted)
        ]
        when = "reads it when it starts" if len(users) == 1 else "read it when they start"
        reason = (
            f"{listed(users)} {when}, and its value is its owner's, so no deployment writes it"
            if users
            else "its value is its owner's, so no deployment writes it"
        )
        yield fill(secret, reason, environment, names)


def _fill_on_azure(secret: str, reason: str, environment: Environment, names: Names) -> Step:
    return Step(
        id=f"secret-{secret}",
        title=f"Fill secret {secret}",
        commands=(
            *role(environment, names, "Key Vault Secrets Officer"),
            (
                f"az keyvault secret set --vault-name {names.vault} --name {secret} --file {secret}.txt "
                f"--encoding utf-8{_expiry(environment)}"
            ),
        ),
        reason=reason,
        done_when=f"`az keyvault secret show --vault-name {names.vault} --name {secret} --query id` "
        "prints its version",
        where=INSIDE,
    )


def _fill_on_aws(secret: str, reason: str, environment: Environment, names: Names) -> Step:
    """Return the step for a secret of Secrets Manager, which answers from anywhere.

    Its name ends in letters that nobody knows before, so it is found by what it begins with.
    """
    prefix, region = names.physical("secretsmanager.Secret", secret), f"--region {environment.region}"
    arn = (
        f"$(aws secretsmanager list-secrets {region} --filters Key=name,Values={prefix}- "
        "--query 'SecretList[0].ARN' --output text)"
    )
    return Step(
        id=f"secret-{secret}",
        title=f"Fill secret {secret}",
        commands=(
            (
                f'aws secretsmanager put-secret-value {region} --secret-id "{arn}" '
                f"--secret-string file://{secret}.txt"
            ),
        ),
        reason=reason,
        done_when=f'`aws secretsmanager list-secret-version-ids {region} --secret-id "{arn}" '
        "--query 'Versions[].VersionStages'` prints AWSCURRENT",
    )


def role(environment: Environment, names: Names, role: str) -> tuple[str, ...]:
    """Return what lets whoever runs a step fill the vault; nothing where a group may already."""
    if environment.secrets and environment.secrets.administrators:
        return ()
    return (
        (
            f"az role assignment create --role '{role}' --scope "
            f'"$(az keyvault show --name {names.vault} --query id --output tsv)" --assignee '
            '"$(az ad signed-in-user show --query id --output tsv)"'
        ),
    )


def _expiry(environment: Environment) -> str:
    """Return the flag that ends a secret's life in time; nothing where it may be good for ever."""
    days = environment.secrets.rotate_days if environment.secrets else None
    if days is None:
        return ""
    return f''' --expires "$(date --utc --date '+{days} days' +%Y-%m-%dT%H:%M:%SZ)"'''


def certificates_in_vault(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield what puts certificates into the vault that services read; the edge's has a step of its own."""
    listed = environment.secrets.certificates if environment.secrets else ()
    of_edge = environment.edge.certificate.name if environment.edge and environment.edge.certificate else None
    for certificate in dict.fromkeys(each for each in listed if each != of_edge):
        yield Step(
            id=f"certificate-{certificate}",
            title=f"Put certificate {certificate} into the vault",
            commands=(
                *role(environment, names, "Key Vault Certificates Officer"),
                importing(names, certificate),
            ),
            reason="its key is its owner's, so no deployment writes it",
            done_when=imported(names, certificate),
            where=INSIDE,
        )


def importing(names: Names, certificate: str) -> str:
    """Return the command that puts a certificate into the vault."""
    return (
        f"az keyvault certificate import --vault-name {names.vault} --name {certificate} "
        f"--file {certificate}.pfx"
    )


def imported(names: Names, certificate: str) -> str:
    """Return how to see that a certificate is in the vault."""
    return (
        f"`az keyvault certificate show --vault-name {names.vault} --name {certificate} --query id` prints "
        "its version"
    )


def unfilled(environment: Environment) -> tuple[str, ...]:
    """Return the secrets whose values no deployment writes."""
    vault = environment.secrets
    return () if vault is None else tuple(name for name in vault.names if name not in vault.values)
