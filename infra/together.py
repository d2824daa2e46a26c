"""Which of the stacks that make one environment does what."""

from jiban.settings.root import Deployment


def services_of(deployment: Deployment) -> tuple[str, ...]:
    """Return the stacks with the services on the platform of the deployment's own stack."""
    known = deployment.settings
    return tuple(
        each
        for each in deployment.extending
        if each not in known or (known[each].extends == deployment.stack and known[each].scope == "workloads")
    )


def second_of(deployment: Deployment) -> str | None:
    """Return the stack of the second region's platform, the first by name; None where no file is one."""
    found = [
        name
        for name, environment in deployment.settings.items()
        if environment.scope == "recovery" and environment.extends == deployment.stack
    ]
    return min(found, default=None)
