"""The page of lost or leaked secrets on AWS."""

from infra.runbook.incidents import login
from infra.runbook.page import Action, Names, Page, listed


def page(names: Names, readers: list[str]) -> Page:
    """Return what is done about a secret that is gone or has leaked.

    Args:
        names: what things are called.
        readers: services that read a secret.
    """
    vault = names.environment.secrets
    found = vault.names if vault else ()
    written = [name for name in found if vault and name in vault.values]
    by_hand = [name for name in found if name not in written]
    region = f"--region {names.environment.region}"
    actions = [
        Action(
            title="See what is gone",
            commands=tuple(
                f"aws secretsmanager list-secrets {region} --include-planned-deletion --filters "
                f"Key=name,Values={_prefix(names, name)} --query 'SecretList[].[Name, DeletedDate]' "
                "--output text"
                for name in found
            ),
            seen=f"a line each for {listed(found)}; one with a date is deleted",
        ),
        Action(
            title="Bring back one that was deleted",
            commands=tuple(
                f'aws secretsmanager restore-secret {region} --secret-id "{_arn(names, name, deleted=True)}"'
                for name in found
            ),
            reason="run the line of the one that is gone",
        ),
    ]
    if by_hand:
        actions.append(
            Action(
                title="Write a new value, where one has leaked",
                commands=tuple(
                    f'aws secretsmanager put-secret-value {region} --secret-id "{_arn(names, name)}" '
                    f"--secret-string file://{name}.txt"
                    for name in by_hand
                ),
                reason="make the new value where it is used first (the provider's page, a generator), and "
                "put it into the file alone, never into the command; delete the file afterwards",
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
    actions += [
        Action(
            title="Let the services read it",
            commands=(
                *login(names).commands,
                *(names.kubectl(f"rollout restart deployment/{service}") for service in readers),
            ),
            reason="they read it when they start",
            where=names.reaches,
        ),
        Action(
            title="Take the old version of a leaked one away",
            commands=tuple(
                f"aws secretsmanager update-secret-version-stage {region} --secret-id "
                f'"{_arn(names, name)}" --version-stage AWSPREVIOUS --remove-from-version-id '
                f'"$(aws secretsmanager list-secret-version-ids {region} --secret-id '
                f'"{_arn(names, name)}" '
                '--query "Versions[?contains(VersionStages, \'AWSPREVIOUS\')].VersionId" --output text)"'
                for name in found
            ),
            reason="whoever still asks for it is found out now, so do it once the services are well. Run the "
            "line of the one that has leaked",
        ),
    ]
    return Page(
        id="key-loss",
        title="A secret is gone or has leaked",
        when="A service cannot start for want of a secret, or somebody outside has one. A leak counts as "
        "severity 1",
        actions=tuple(actions),
        missing=(
            (
                "The key that encrypts the stack's configuration is Pulumi's: without it every secret of the "
                "stack file is set anew, "
                f"after `pulumi stack change-secrets-provider --stack {names.stack}` with a new one"
            ),
        ),
    )


def _prefix(names: Names, secret: str) -> str:
    return f"{names.physical('secretsmanager.Secret', secret)}-"


def _arn(names: Names, secret: str, *, deleted: bool = False) -> str:
    """Return the command that finds a secret by what its name begins with."""
    region = f"--region {names.environment.region}"
    gone = " --include-planned-deletion" if deleted else ""
    return (
        f"$(aws secretsmanager list-secrets {region}{gone} --filters "
        f"Key=name,Values={_prefix(names, secret)} --query 'SecretList[0].ARN' --output text)"
    )
