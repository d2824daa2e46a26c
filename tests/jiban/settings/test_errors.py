"""Every fault of a stack file is told with file, line, field, value, reason and remedy, all in one run."""

import re
from pathlib import Path
from typing import Any

import pytest

from infra.environment import Environment
from infra.settings import PATTERNS, SETTINGS
from jiban.project.errors import ConfigFileError
from jiban.project.problem import Problem
from jiban.settings.errors import ConfigurationError
from jiban.settings.wording import near, quoted, shown
from tests.infra.environments import LEAST, ROOT, load, problems

CASES = {
    "  jiban:postgres:\n    backup_retention_days: 60\n": (
        "Pulumi.test.yaml:5: jiban:postgres.backup_retention_days = 60: at most 35 days; set 7 to 35"
    ),
    "  jiban:postgres:\n    backup_retention_days: 1\n": (
        "Pulumi.test.yaml:5: jiban:postgres.backup_retention_days = 1: at least 7 days; set 7 to 35"
    ),
    "  jiban:postgres:\n    backup_retention_days: 7.5\n": (
        "Pulumi.test.yaml:5: jiban:postgres.backup_retention_days = 7.5: expected a whole number; set 7 to 35"
    ),
    "  jiban:postgres:\n    backup_retention_days: many\n": (
        'Pulumi.test.yaml:5: jiban:postgres.backup_retention_days = "many": expected a whole number, '
        "got text; set 7 to 35"
    ),
    '  jiban:postgres:\n    backup_retention_days: "14"\n': (
        'Pulumi.test.yaml:5: jiban:postgres.backup_retention_days = "14": expected a number, '
        "got quoted text; write 14 without quotes"
    ),
    "  jiban:postgres:\n    backup_retention_days: null\n": (
        "Pulumi.test.yaml:5: jiban:postgres.backup_retention_days = null: expected a value, got null; give 7 to"  # noqa: E501 the message is one line
        " 35 days, or remove the line for the default"
    ),
    "  jiban:cluster:\n    private: yes\n": (
        'Pulumi.test.yaml:5: jiban:cluster.private = "yes": expected true or false, got text; '
        "write true, without quotes"
    ),
    "  jiban:postgres:\n    standby: otherzone\n": (
        'Pulumi.test.yaml:5: jiban:postgres.standby = "otherzone": unknown value; '
        "set other_zone, same_zone or none"
    ),
    "  jiban:network:\n    cidr: 10.0.0.5/16\n": (
        'Pulumi.test.yaml:5: jiban:network.cidr = "10.0.0.5/16": 10.0.0.5/16 has host bits set; the '
        "network that holds it is 10.0.0.0/16"
    ),
    "  jiban:network:\n    zones: 3\n": (
        "Pulumi.test.yaml:5: jiban:network.zones = 3: expected a list, got the number 3; write "
        "it as a list, such as [1, 2, 3]"
    ),
    "  jiban:postgres:\n    read_replicas: [a]\n": (
        "Pulumi.test.yaml:5: jiban:postgres.read_replicas: expected a map, got a list; write it"
        " as a map, each entry's name with a colon on a line of its own"
    ),
    "  jiban:postgres:\n    backup_retention_dais: 9\n": (
        "Pulumi.test.yaml:5: jiban:postgres.backup_retention_dais: jiban:postgres has no such field; did you "
        "mean backup_retention_days?"
    ),
    "  jiban:netwrok: {}\n": (
        "Pulumi.test.yaml:4: jiban:netwrok: an environment has no such field; did you mean jiban:network?"
    ),
    "  jibn:network: {}\n": ("Pulumi.test.yaml:4: jibn:network: unknown namespace; write jiban:network"),
    "  network: {}\n": (
        "Pulumi.test.yaml:4: network: it has no namespace, so it is ignored; write jiban:network"
    ),
    "  jiban:preset: prodction\n": (
        'Pulumi.test.yaml:4: jiban:preset = "prodction": unknown preset; set production, 100k, 10k, 1m or '
        "development"
    ),
    "  jiban:cluster:\n    pools:\n      Apps: {}\n": (
        'Pulumi.test.yaml:6: jiban:cluster.pools: the name "Apps": expected 1 to 12 lower-case '
        "letters and digits, a letter first; write it like apps"
    ),
    "  jiban:cluster:\n    pools: {}\n": (
        "Pulumi.test.yaml:5: jiban:cluster.pools: it is empty; give 1 to 20 entries"
    ),
    "  jiban:cluster:\n    admins: [operators]\n": (
        'Pulumi.test.yaml:5: jiban:cluster.admins[0] = "operators": not the object id of a directory '
        "group, or the ARN of an IAM role or user; write it like arn:aws:iam::111122223333:role/operators"
    ),
    "  jiban:cluster:\n    system_pool: { min_nodes: 9, max_nodes: 4 }\n": (
        "Pulumi.test.yaml:5: jiban:cluster.system_pool.min_nodes = 9: min_nodes 9 is more than "
        "max_nodes 4; raise max_nodes"
    ),
    "  jiban:queue:\n    topics:\n      events: {}\n": (
        "Pulumi.test.yaml:6: jiban:queue.topics.events.subscriptions: missing value: "
        "subscriptions by name; the name is the subscription's identity; add `subscriptions:` below line 6"
    ),
    "  jiban:queue:\n    topics:\n      events:\n        subscriptions: [audit]\n": (
        "Pulumi.test.yaml:7: jiban:queue.topics.events.subscriptions: expected a map, got a list; write it "
        "as a map, each entry's name with a colon on a line of its own"
    ),
    "  jiban:queue:\n    queues:\n      notification: { max_size_gb: 7 }\n": (
        "Pulumi.test.yaml:6: jiban:queue.queues.notification.max_size_gb = 7: "
        "unknown value; set 1, 2, 3, 4 or 5"
    ),
    "  jiban:secrets:\n    names: [key]\n    values: { key: plain }\n": (
        "Pulumi.test.yaml:6: jiban:secrets.values.key: secret in plain text; "
        "take it out, choose a new value, and set it with `pulumi config set --secret --path "
        "'jiban:secrets.values.<name>'`"
    ),
    "  jiban:network:\n    cidr: { secure: v1:abc }\n": (
        "Pulumi.test.yaml:5: jiban:network.cidr: it is encrypted, but a plan must be able to read it;"
        " write it plainly, or keep it in the vault and set it with `pulumi config set --secret "
        "--path 'jiban:secrets.values.<name>'`"
    ),
    "  jiban:region2: 한국\n": (
        "Pulumi.test.yaml:4: jiban:region2: an environment has no such field; did you mean jiban:region?"
    ),
}
"""Lines added to the least stack file, and what is said of them."""


@pytest.mark.parametrize(
    ("lines", "expected"), CASES.items(), ids=[case.split(": ", 2)[1] for case in CASES.values()]
)
def test_one_fault_is_one_sentence(tmp_path: Path, lines: str, expected: str) -> None:
    """A fault is told in the words of the field, with its place and what to do, and nothing else is said."""
    found = problems(tmp_path, LEAST + lines)
    assert [" ".join(str(problem).split()) for problem in found] == [expected]


def test_version_without_quotes_is_read_as_its_writer_meant_it(tmp_path: Path) -> None:
    """1.30 is the number 1.3; the message says 1.30, and in the same run that this version is over."""
    quotes, version = problems(tmp_path, LEAST + "  jiban:cluster:\n    version: 1.30\n")
    assert " ".join(str(quotes).split()) == (
        "Pulumi.test.yaml:5: jiban:cluster.version = 1.3: expected text, got the number "
        '1.3 without quotes; write it in quotes: "1.30"'
    )
    assert (version.line, version.path, version.value) == (5, "jiban:cluster.version", '"1.30"')


def test_missing_region_names_the_line_to_add_it_below(tmp_path: Path) -> None:
    """A required key that is not there is asked for below the line of `config`."""
    (problem,) = problems(tmp_path, "config:\n  jiban:owner: platform\n")
    assert (problem.line, problem.path) == (1, "jiban:region")
    assert problem.remedy == "add `jiban:region: koreacentral` below line 1"


def test_empty_file_lacks_what_is_required(tmp_path: Path) -> None:
    """An empty stack file is a fault of its first line."""
    found = problems(tmp_path, "")
    assert [(problem.line, problem.path) for problem in found] == [(1, "jiban:owner"), (1, "jiban:region")]


def test_faults_of_fields_and_between_tiers_come_in_one_run(tmp_path: Path) -> None:
    """A field out of its range does not hide a range of addresses that overlaps another."""
    lines = (
        "  jiban:postgres:\n    backup_retention_days: 60\n  jiban:cluster:\n    service_cidr: 10.0.0.0/16\n"
    )
    found = problems(tmp_path, LEAST + lines)
    assert [problem.path for problem in found] == [
        "jiban:postgres.backup_retention_days",
        "jiban:cluster.service_cidr",
    ]


def test_what_follows_from_a_reported_fault_is_not_told(tmp_path: Path) -> None:
    """The default that stands in for a broken network is not said to overlap anything."""
    lines = "  jiban:network:\n    cidr: 10.0.0.0/99\n  jiban:cluster:\n    service_cidr: 10.0.0.0/16\n"
    assert [problem.path for problem in problems(tmp_path, LEAST + lines)] == ["jiban:network.cidr"]


def test_documents_own_values_are_refused_all_at_once(tmp_path: Path) -> None:
    """Version 1.29, pods in a /24, a small replica, a budget without room, a shared range: five faults."""
    text = (ROOT / "Pulumi.prod.yaml").read_text()
    for old, new in (
        ('version: "1.36"', 'version: "1.29"'),
        ("networking: overlay", "networking: node_subnet"),
        ("local: {}", "local: { machine: Standard_D2s_v3 }"),
        ("service_cidr: 10.2.0.0/16", "service_cidr: 10.0.0.0/16"),
    ):
        assert old in text
        text = text.replace(old, new)
    head, ai, tail = text.partition("\n    ai:\n")
    text = head + ai + tail.replace("min_available: 1", "min_available: 2", 1)
    found = {problem.path: problem for problem in problems(tmp_path, text)}
    assert set(found) == {
        "jiban:cluster.version",
        "jiban:network.subnets.application",
        "jiban:postgres.read_replicas.local.machine",
        "jiban:cluster.service_cidr",
        "jiban:workloads.ai.disruption.min_available",
    }
    assert "527" in found["jiban:network.subnets.application"].reason
    assert all(problem.file == "Pulumi.test.yaml" and problem.line for problem in found.values())


def test_fault_of_a_presets_value_names_the_presets_line(tmp_path: Path) -> None:
    """A standby that the preset wants and one zone cannot give is a fault at the preset's line."""
    lines = "  jiban:preset: production\n  jiban:network: { zones: [1] }\n  jiban:postgres: {}\n"
    (problem,) = [
        problem for problem in problems(tmp_path, LEAST + lines) if problem.path == "jiban:postgres.standby"
    ]
    assert (problem.file, problem.layer) == ("infra/presets/production.yaml", "preset")
    assert problem.line == 13


def test_fault_of_a_default_says_that_nobody_wrote_it(tmp_path: Path) -> None:
    """A default that clashes with a written value is shown as the default."""
    (problem,) = problems(tmp_path, LEAST + "  jiban:network: { cidr: 10.2.0.0/16 }\n")
    assert (problem.path, problem.value) == ("jiban:cluster.service_cidr", '"10.2.0.0/16" (the default)')
    assert problem.layer == "default"


def test_fault_of_the_command_line_has_no_file(tmp_path: Path) -> None:
    """A value of `-c` is told as the command line's."""
    (problem,) = problems(tmp_path, LEAST, overrides=["jiban:owner=a b"])
    assert str(problem).startswith('command line: jiban:owner = "a b": ')


def test_key_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    """YAML's own faults come with their line too."""
    with pytest.raises(ConfigFileError, match=r"Pulumi\.test\.yaml:4:3: duplicate key 'jiban:owner'"):
        load(tmp_path, LEAST + "  jiban:owner: data\n")


@pytest.mark.parametrize("value", ["hunter2", "3", "[hunter2]"])
def test_secret_is_never_shown(tmp_path: Path, value: str) -> None:
    """Whatever is wrong with a secret's value, no message holds it."""
    text = LEAST + f"  jiban:secrets:\n    names: [key]\n    values: {{ key: {value} }}\n"
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    assert value not in re.sub(r"Pulumi\.test\.yaml:\d+", "", str(caught.value))


def test_long_value_is_shortened(tmp_path: Path) -> None:
    """A name of 400 characters does not fill the screen."""
    (problem,) = problems(tmp_path, LEAST.replace("platform", "a" * 400))
    assert len(problem.value) < 90
    assert problem.value.endswith("(400 characters)")


def test_long_value_is_shortened_in_a_specifications_own_words(tmp_path: Path) -> None:
    """A check that quotes the value in its reason does not fill the screen either."""
    (problem,) = problems(tmp_path, LEAST + f"  jiban:network: {{ cidr: {'a' * 400} }}\n")
    assert len(problem.reason) < 200


def test_control_characters_are_escaped() -> None:
    """A value cannot move the cursor of the terminal it is printed on, or turn its text around."""
    assert quoted("a\x1b[2Jb\u202e") == '"a\\u001b[2Jb\\u202e"'


def test_korean_text_is_shown_as_it_is() -> None:
    """Letters of any script are letters."""
    assert shown("플랫폼") == '"플랫폼"'


def test_problems_are_sorted_by_line_and_counted() -> None:
    """The text lists problems in the order of the file, each once, and ends with their number."""
    late = Problem("Pulumi.prod.yaml", "late", 9, 1, "jiban:owner", remedy="mend it")
    early = Problem("Pulumi.prod.yaml", "early", 2, 1, "jiban:region", remedy="mend it")
    error = ConfigurationError([late, early, late])
    assert str(error) == (
        "Pulumi.prod.yaml:2: jiban:region: early; mend it\n"
        "Pulumi.prod.yaml:9: jiban:owner: late; mend it\n"
        "2 problems; nothing was planned"
    )
    assert error.exit_code == 2


def test_long_message_is_wrapped_and_indented() -> None:
    """No line is longer than 110 columns, and the lines of one problem belong together."""
    lines = (
        Problem("Pulumi.prod.yaml", "word " * 40, 9, 1, "jiban:owner", remedy="mend it")
        .paragraph()
        .splitlines()
    )
    assert len(lines) == 3
    assert max(map(len, lines)) <= 110
    assert all(line.startswith("    ") for line in lines[1:])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("postgres", "read_replicas", "south", "machine"), "jiban:postgres.read_replicas.south.machine"),
        (("network", "zones", 0), "jiban:network.zones[0]"),
        (("cluster", "pools", "a.b"), 'jiban:cluster.pools["a.b"]'),
    ],
)
def test_paths_are_written_as_pulumi_takes_them(path: tuple[str | int, ...], expected: str) -> None:
    """A path can be copied into `pulumi config set --path`."""
    assert SETTINGS.dotted(path) == expected


def test_near_matches_ignore_case() -> None:
    """A key in the wrong case is near its own."""
    assert (
        near("Backup_Retention_Days", ["storage_gb", "backup_retention_days"])[0] == "backup_retention_days"
    )


def test_every_pattern_has_a_sentence_and_an_example_that_fits() -> None:
    """No person is shown a regular expression, and what is proposed is accepted."""
    used = set(_patterns(Environment.model_json_schema()))
    assert used == set(PATTERNS)
    assert [pattern for pattern, (_, sample) in PATTERNS.items() if not re.search(pattern, sample)] == []


def _patterns(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in _patterns(item)]
    if not isinstance(node, dict):
        return []
    own = [node["pattern"]] if isinstance(node.get("pattern"), str) else []
    return [
        *own,
        *node.get("patternProperties", {}),
        *(found for item in node.values() for found in _patterns(item)),
    ]
