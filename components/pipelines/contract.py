"""What every cloud gives back of the identities of pipelines."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class PipelinesContract:
    """The identities that jobs become; a workflow names them, and none of them is a secret."""

    deploy: pulumi.Output[str]
    """Who deploys: the ARN of a role on AWS."""
    preview: pulumi.Output[str]
    """Who previews: the same."""
