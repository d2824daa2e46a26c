"""The page of dead letters."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from infra.runbook import queues_aws
from infra.runbook.page import INSIDE, Action, Names, Page, quoted

_REST: Final = "az rest --resource https://servicebus.azure.net"


class _Place(NamedTuple):
    """Where dead letters stand."""

    name: str
    path: str
    """In the broker's addresses."""
    counted: str
    """Command that counts them."""
    back: str
    """Queue or topic to which they are sent again."""
    sessions: bool


def pages(names: Names) -> Iterator[Page]:
    """Yield it, where there is a broker."""
    if names.environment.cloud == "aws":
        yield from queues_aws.pages(names)
        return
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
                commands=tuple(f'echo {quoted(place.name)} "$({place.counted})"' for place in places),
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
                    f"{_REST} --debug --method post --url {quoted(_dead(names, place))} 2>&1 "
                    "| grep --after-context=3 --regexp BrokerProperties --regexp DeadLetter --regexp "
                    "'Response '"
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
                reason="run the line of the place, as often as there are messages. Each is taken out "
                "first and kept "
                "in a file of the present folder, which the second half of the line sends; where that "
                "fails, send the "
                "file. Properties of the message are not kept" + _of_some(places),
                where=where,
            ),
            Action(
                title="Throw all of one place away, with its owner's word",
                commands=tuple(
                    f'for NUMBER in $(seq "$({place.counted})"); do {_REST} --method delete '
                    f"--url {quoted(_dead(names, place))} --output none || break; done"
                    for place in places
                ),
                reason="there is no way back",
                where=where,
            ),
        ),
        missing=(
            "Reading and sending by the REST API was read in its pages, and was not tried against a broker",
            "Without az there is the Service Bus Explorer of Azure's portal, from inside the network",
        ),
    )


def _places(names: Names) -> Iterator[_Place]:
    queue = names.environment.queue
    if queue is None:
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


def _of_some(places: list[_Place]) -> str:
    """Return what has to be known of some places alone."""
    said = ""
    if any(place.sessions for place in places):
        said += "; a queue with sessions takes it in a new one, sent-again"
    if any(place.back not in place.name.split("/")[-1:] for place in places):
        said += "; a message of a subscription goes to its topic, so every subscription gets it again"
    return said


def _dead(names: Names, place: _Place) -> str:
    """Return the address of the first dead letter of a place."""
    host = f"https://{names.broker}.servicebus.windows.net"
    return f"{host}/{place.path}/$DeadLetterQueue/messages/head?timeout=10"


def _resent(names: Names, place: _Place) -> str:
    """Return what takes one message out and sends it again; where none is left, nothing is sent."""
    session = ' --headers \'BrokerProperties={"SessionId":"sent-again"}\'' if place.sessions else ""
    back = f"https://{names.broker}.servicebus.windows.net/{place.back}/messages"
    return (
        'LETTER="dead-letter-$(date +%s%N).txt"; '
        f'{_REST} --method delete --url {quoted(_dead(names, place))} --output-file "$LETTER" '
        f'&& test -s "$LETTER" && {_REST} --method post --url {back} --body "@$LETTER"{session}'
    )
