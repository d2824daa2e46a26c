"""A diff as JSON, by `diff.schema.json`.

Secrets and unknown values stand as in `pulumi preview --json`; what is not there is left out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from jiban.diff.figures.document import figures_document
from jiban.diff.resource_diff import KINDS
from jiban.diff.root_words import title
from jiban.diff.values import MISSING
from jiban.diff.words import place
from jiban.model import json_text
from jiban.model.digest import blind

if TYPE_CHECKING:
    from jiban.diff.changed_settings import Setting
    from jiban.diff.model import Comparison
    from jiban.diff.orders import Order
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.diff.roots import Root
    from jiban.diff.values import Cause, PropertyChange
    from jiban.policy.inprocess import Finding

VERSION: Final = 1
"""Of the format. A field more does not raise it; one that goes or means something else does."""


def dumps(found: Comparison) -> str:
    """Return a diff as JSON, with a final newline."""
    diff = found.diff
    counts = diff.counts()
    document: dict[str, Any] = {
        "version": VERSION,
        "project": diff.project,
        "stack": diff.stack,
        "base": diff.base,
        "head": diff.head,
        "note": found.note,
        "summary": {
            **{kind: counts.get(kind, 0) for kind in KINDS},
            "unchanged": diff.unchanged,
            "hiddenSecrets": diff.hidden_secrets,
            "stopped": len(found.stopped),
        },
        "roots": [root_document(each) for each in found.roots],
        "figures": figures_document(found.figures),
        "orders": [order_document(each) for each in found.orders],
        "resources": [resource_document(each) for each in diff.resources],
        "outputs": [_change(each) for each in diff.outputs],
        "guard": {
            "stopped": [_finding(each) for each in found.stopped],
            "waived": [_finding(each) for each in found.waived],
            "waivers": [
                {
                    "kind": each.kind,
                    "file": each.waiver.file,
                    "line": each.waiver.line,
                    "message": each.message,
                }
                for each in found.expired
            ],
        },
        "policies": {
            "new": [_finding(each) for each in found.new],
            "fixed": [_finding(each) for each in found.fixed],
            "standing": found.standing,
            "errors": [_finding(each) for each in found.errors],
        },
    }
    return json_text.dumps(document)


def root_document(root: Root) -> dict[str, Any]:
    """Return a cause of the diff as JSON data; what comes from it is named by URN."""
    return {
        "kind": root.kind,
        "title": title(root),
        "certain": root.certain,
        "settings": [_setting(each) for each in root.settings],
        "before": root.before,
        "after": root.after,
        "direct": [each.urn for each in root.direct],
        "follows": [each.urn for each in root.follows],
        "lost": [each.urn for each in root.lost],
        "types": dict(Counter(each.resource.type for each in root.resources).most_common()),
    }


def order_document(order: Order) -> dict[str, Any]:
    """Return the steps of a change as JSON data."""
    return {
        "kind": order.kind,
        "title": order.title,
        "resources": list(order.urns),
        "steps": list(order.steps),
        "why": order.why,
        "source": {
            "title": order.source.title,
            "url": order.source.url,
            "page": order.source.page or None,
            "read": order.source.read or None,
        },
        "verified": order.verified,
    }


def _setting(each: Setting) -> dict[str, Any]:
    file, _, line = each.place.rpartition(":")
    sides = {"before": each.before, "after": each.after}
    return {
        "key": each.key,
        "where": each.where,
        "file": (file if line.isdigit() else each.place) if each.where.endswith("file") else None,
        "line": int(line) if line.isdigit() else None,
        **{name: blind(value) for name, value in sides.items() if value is not MISSING},
    }


def resource_document(each: ResourceDiff) -> dict[str, Any]:
    """Return what happens to a resource as JSON data."""
    resource = each.resource
    source = resource.source if each.after is not None else None
    return {
        "op": each.kind,
        "urn": each.urn,
        "type": resource.type,
        "name": resource.name,
        "renamedFrom": each.renamed_from,
        "lookalike": each.lookalike,
        "sameObject": each.same_object,
        "protected": each.protected,
        "certain": each.certain,
        "judged": each.judged,
        "deleteBeforeReplace": each.delete_first,
        "causes": [_cause(cause) for cause in each.causes],
        "follows": list(each.follows),
        "changes": [_change(change) for change in each.changes],
        "file": source.file if source else None,
        "line": source.line if source else None,
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "path": place(cause.path),
        "reason": cause.reason,
        "source": cause.source,
        "certain": cause.certain,
        "hangsOn": cause.hangs_on or None,
    }


def _change(change: PropertyChange) -> dict[str, Any]:
    sides = {"before": change.before, "after": change.after}
    return {
        "path": place(change.path),
        **{name: blind(value) for name, value in sides.items() if value is not MISSING},
        "certain": change.certain,
        "forcesReplacement": change.forces is not None,
        "note": change.note,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    subject, waiver = finding.subject, finding.waiver
    return {
        "rule": finding.rule.id,
        "severity": finding.rule.severity.value,
        "level": finding.rule.level.value,
        "urn": finding.urn or None,
        "type": subject.type if subject else None,
        "name": subject.name if subject else None,
        "file": subject.source.file if subject and subject.source else None,
        "line": subject.source.line if subject and subject.source else None,
        "reason": finding.judgement.verdict.reason,
        "remedy": finding.rule.remedy,
        "fingerprint": finding.fingerprint,
        "waiver": {"owner": waiver.owner, "reason": waiver.reason, "expires": waiver.expires.isoformat()}
        if waiver
        else None,
    }
