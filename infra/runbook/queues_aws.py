"""The page of dead letters on AWS."""

from collections.abc import Iterator

from infra.runbook.page import Action, Names, Page
from jiban.components.naming import Naming
from jiban.components.queue.sqs import lines


def pages(names: Names) -> Iterator[Page]:
    """Yield it, where there are queues."""
    queue = names.environment.queue
    naming = Naming(names.deployment.project, names.deployment.stack, names.environment.name_salt)
    places = [] if queue is None else list(lines(naming, queue))
    if not places:
        return
    yield Page(
        id="dead-letters",
        title="Messages are among the dead letters",
        when="The alarm dead-letters has fired: messages failed too often. SQS deletes them fourteen days "
        "after they were sent, so look before that",
        actions=(
            Action(
                title="See where, and how many",
                commands=tuple(
                    f'echo {place.key} "$(aws sqs get-queue-attributes --queue-url {_url(place.dead_name)} '
                    "--attribute-names ApproximateNumberOfMessages --query "
                    'Attributes.ApproximateNumberOfMessages --output text)"'
                    for place in places
                ),
            ),
            Action(
                title="Look at one, and leave it there",
                commands=tuple(
                    f"aws sqs receive-message --queue-url {_url(place.dead_name)} --attribute-names All "
                    "--message-attribute-names All --visibility-timeout 30"
                    for place in places
                ),
                reason="run the line of the place. Nobody else sees the message for half a minute",
                seen="the message, and how often it was received; SQS does not say why it failed, so look at "
                "the consumer's logs",
            ),
            Action(
                title="Send all of one place again, once their cause is mended",
                commands=tuple(
                    f"aws sqs start-message-move-task --max-number-of-messages-per-second 10 --source-arn "
                    f'"$(aws sqs get-queue-attributes --queue-url {_url(place.dead_name)} --attribute-names '
                    'QueueArn --query Attributes.QueueArn --output text)"'
                    for place in places
                ),
                reason="run the line of the place. Each goes back to the queue that it came from; what a "
                "topic could not deliver went there without one, and stays",
            ),
            Action(
                title="Throw all of one place away, with its owner's word",
                commands=tuple(
                    f"aws sqs purge-queue --queue-url {_url(place.dead_name)}" for place in places
                ),
                reason="there is no way back",
            ),
        ),
        missing=("No command was run against an account",),
    )


def _url(name: str) -> str:
    return f'"$(aws sqs get-queue-url --queue-name {name} --query QueueUrl --output text)"'
