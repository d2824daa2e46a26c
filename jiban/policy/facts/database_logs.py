"""Logs of databases: whether the engine's own log goes to where it is kept.

Sources, read on 2026-11-28: learn.microsoft.com, supported logs of dbforpostgresql (the server's
log is the category PostgreSQLLogs); pulumi-aws 7.51 (nothing is exported where nothing is said).
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.database_parameters import engine
from jiban.policy.facts.databases import SERVER
from jiban.policy.facts.logs import SETTING, Keeping, has_destination
from jiban.policy.facts.once import of, once
from jiban.policy.facts.references import pointing
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_CATEGORY: Final = "PostgreSQLLogs"
_GROUPS: Final = ("allLogs",)
_EXPORTS: Final = "enabledCloudwatchLogsExports"
_POSTGRES: Final = ("postgres", "aurora-postgresql")


@once
def kept(stack: StackView, database: ResourceView) -> Keeping:
    """Return whether the log of a database is kept.

    Raises:
        NotKnownError: it surely is by nothing, and may be.
    """
    return _by_setting(stack, database) if database.token == SERVER else _by_export(stack, database)


def _by_export(stack: StackView, database: ResourceView) -> Keeping:
    exports = database[_EXPORTS].each()
    if not exports:
        stated = "is empty" if database[_EXPORTS].given else "is not set"
        return Keeping(kept=False, said=f"{_EXPORTS} {stated}, so that nothing is exported", path=_EXPORTS)
    if engine(stack, database) not in _POSTGRES:
        return Keeping(kept=True)
    if any(each.known and each.says("postgresql") for each in exports):
        return Keeping(kept=True)
    said = ", ".join(each.text() for each in exports)
    return Keeping(kept=False, said=f"{_EXPORTS} is {said}, without postgresql", path=_EXPORTS)


def _by_setting(stack: StackView, server: ResourceView) -> Keeping:
    settings = pointing(stack, SETTING, "resourceUri", SERVER)
    said = "no diagnostic setting keeps its log"
    doubt: NotKnownError | None = None
    for setting in settings.at(server):
        try:
            with of(setting):
                if not has_destination(setting):
                    said = f"{setting.name} names nowhere to send to"
                elif any(_is_log(each) and each["enabled"].is_true() for each in setting["logs"].each()):
                    return Keeping(kept=True)
                else:
                    said = f"{setting.name} does not send {_CATEGORY}"
        except NotKnownError as error:
            doubt = error
    for setting in settings.doubtful if doubt is None else ():
        with of(setting):
            setting["resourceUri"].text()
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return Keeping(kept=False, said=said)


def _is_log(entry: Node) -> bool:
    return entry["category"].says(_CATEGORY) or entry["categoryGroup"].says(*_GROUPS)
