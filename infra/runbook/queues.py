"""The page of dead letters."""

from collections.abc import Iterator
from typing import NamedTuple

from infra.runbook.page import INSIDE, Action, Names, Page, quoted


class _Place(NamedTuple):
    """Where dead letters stand."""

    name: str
    path: str
    """In the broker's addresses."""
    count: str
    """Command that counts them."""
    back: str
    """Queue or topic to which they are sent again."""
    sessions: bool


def pages(names: Names) -> Iterator[Page]:
    """Yield it, where there is a broker."""
    places = list(_places(names))
    if not places or names.environment.queue is None:
        return
    private = names.environment.queue.tier == "premium"
    where = INSIDE if private else ""
    yield Page(
        id="dead-letters",
        title="Messages are among the dead letters",
        when="The alarm dead-letters has fired: messages failed too often, or expired. Nothing is lost, "
        "and nothing happens "
        "with them by itself",
        actions=(
            Action(
                title="See where, and how many",
                commands=tuple(f'echo {quoted(place.name)} "$({place.count})"' for place in places),
            ),
            Action(
                title="Have the role that lets a person read and send",
                commands=(
                    (
                        "az role assignment create --role 'Azure Service Bus Data Owner' --scope "
                        f'"$(az servicebus namespace show --resource-group {names.group} --name '
                        f"{names.broker} --query id "
                        '--output tsv)" --assignee "$(az ad signed-in-user show --query id --output tsv)"'
                    ),
                ),
                reason="nobody has it by default; it takes some minutes to count. Take it away afterwards",
            ),
            Action(
                title="Look at one, and leave it there",
                commands=tuple(
                    f"az rest --verbose --method post --resource https://servicebus.azure.net --url "
                    f"{quoted(_address(names, place, 'head?timeout=10'))} 2>&1"
                    for place in places
                ),
                reason="run the line of the place. The message is locked for a minute or less, and its "
                "count of deliveries "
                "grows by one",
                seen="the message; why it is there stands in its properties DeadLetterReason and "
                "DeadLetterErrorDescription, among the headers",
                where=where,
            ),
            Action(
                title="Send one again, once its cause is mended",
                commands=tuple(_resent(names, place) for place in places),
                reason="run the line of the place, as often as there are messages. It is taken out first: "
                "the file keeps it "
                "if sending fails, and is then sent by the second half of the line. Properties of the "
                "message are not kept"
                + (
                    "; a queue with sessions takes it with a new session of its own"
                    if any(place.sessions for place in places)
                    else ""
                ),
                where=where,
            ),
            Action(
                title="Throw all of one place away, with its owner's word",
                commands=tuple(
                    f'for NUMBER in $(seq "$({place.count})"); do az rest --method delete '
                    f"--resource https://servicebus.azure.net --url "
                    f"{quoted(_address(names, place, 'head?timeout=10'))} "
                    "--output none || break; done"
                    for place in places
                ),
                reason="there is no way back",
                where=where,
            ),
        ),
        missing=(
            (
                "The way to read and send by az was read in the REST API's pages and was not tried against a "
                "broker"
            ),
            "Service Bus shows no property of a message by az alone but in the talk of --verbose",
        ),
    )


def _places(names: Names) -> Iterator[_Place]:
    queue = names.environment.queue
    if queue is None or names.environment.cloud != "azure":
        return
    at = f"--resource-group {names.group} --namespace-name {names.broker}"
    shown = "--query countDetails.deadLetterMessageCount --output tsv"
    for name, each in sorted(queue.queues.items()):
        if each.forward_dead_letters_to is None:
            count = f"az servicebus queue show {at} --name {name} {shown}"
            yield _Place(name, name, count, name, each.sessions)
    for topic, asked in sorted(queue.topics.items()):
        for name, each in sorted(asked.subscriptions.items()):
            if each.forward_dead_letters_to is None:
                count = (
                    f"az servicebus topic subscription show {at} --topic-name {topic} --name {name} {shown}"
                )
                yield _Place(f"{topic}/{name}", f"{topic}/subscriptions/{name}", count, topic, each.sessions)


def _address(names: Names, place: _Place, rest: str) -> str:
    return f"https://{names.broker}.servicebus.windows.net/{place.path}/$DeadLetterQueue/messages/{rest}"


def _resent(names: Names, place: _Place) -> str:
    """Return what takes one message out and sends it again."""
    rest = "az rest --resource https://servicebus.azure.net"
    session = ' --headers \'BrokerProperties={"SessionId":"sent-again"}\'' if place.sessions else ""
    back = f"https://{names.broker}.servicebus.windows.net/{place.back}/messages"
    return (
        f"{rest} --method delete --url {quoted(_address(names, place, 'head?timeout=10'))} --output-file "
        f"dead-letter.txt "
        f"&& {rest} --method post --url {quoted(back)} --body @dead-letter.txt{session}"
    )
