"""What a server is told is a script that Bash reads, of a size that EC2 takes, and without a secret."""

import re
import shutil
import subprocess
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.compute.user_data import LONGEST, Program, script, variable_bytes
from jiban.components.postgres.authorities import authorities

PROGRAM: Final = Program(
    name="api",
    image="registry.example.com/api:1",
    variables={"B": "two words", "A": "$HOME `id` 'quoted'"},
    region="ap-northeast-2",
    log_group="servers-pms-api-prod",
)


def lines(program: Program = PROGRAM) -> list[str]:
    """The script's lines."""
    return script(program).splitlines()


def test_variables_stand_as_they_are() -> None:
    """No shell looks into them."""
    found = lines()
    start = found.index("cat > /etc/jiban/api.env <<'JIBAN'")
    assert found[start + 1 : start + 4] == ["A=$HOME `id` 'quoted'", "B=two words", "JIBAN"]


def test_the_unit_is_not_docker_whatever_the_group_is_called() -> None:
    """A group may be called like a unit of the system."""
    found = script(replace(PROGRAM, name="docker"))
    assert "/etc/systemd/system/jiban-docker.service" in found
    assert "systemctl enable --now docker jiban-docker\n" in found


def test_the_container_may_do_nothing_but_its_work() -> None:
    """No rights of the system, and nothing to write to but memory."""
    (run,) = [line for line in lines() if line.startswith("ExecStart=")]
    for word in ("--read-only", "--cap-drop ALL", "--security-opt no-new-privileges", "--network host"):
        assert word in run
    assert run.endswith(" registry.example.com/api:1")


def test_what_it_writes_leaves_the_server() -> None:
    """A server that was replaced took its disk along."""
    (run,) = [line for line in lines() if line.startswith("ExecStart=")]
    assert "--log-driver awslogs" in run
    assert "awslogs-group=servers-pms-api-prod" in run


def test_it_tries_again_until_there_is_an_image() -> None:
    """The image of the first servers is pushed after they are there."""
    assert {"Restart=always", "RestartSec=5", "StartLimitIntervalSec=0"} <= set(lines())


def test_it_signs_in_to_the_registry_by_what_it_is() -> None:
    """With AWS's helper, which asks the instance's role."""
    found = script(replace(PROGRAM, registry="1.dkr.ecr.ap-northeast-2.amazonaws.com"))
    assert "dnf install -y docker amazon-ecr-credential-helper\n" in found
    assert '{"credHelpers": {"1.dkr.ecr.ap-northeast-2.amazonaws.com": "ecr-login"}}' in found


def test_the_databases_certificates_are_a_file_of_the_container() -> None:
    """Where a service on Kubernetes has them."""
    found = script(replace(PROGRAM, authorities="PEM\n"))
    assert "cat > /etc/jiban/database/authorities.pem <<'JIBAN'\nPEM\nJIBAN\n" in found
    assert "--volume /etc/jiban/database:/etc/jiban/database:ro" in found
    assert "/etc/jiban/database" not in script(PROGRAM)


def test_ec2_takes_the_largest_there_may_be() -> None:
    """16 KiB before it is encoded; 1 KiB is left for what the platform says."""
    name = "n" * 40
    variables = {"A": "x" * (LONGEST - 3)}
    assert variable_bytes(variables) == LONGEST
    largest = Program(
        name=name,
        image=f"111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/{'s' * 100}/{'i' * 100}:1",
        variables=variables,
        region="ap-northeast-2",
        log_group="g" * 120,
        registry="111122223333.dkr.ecr.ap-northeast-2.amazonaws.com",
        authorities=authorities("aws", "ap-northeast-2"),
    )
    assert len(script(largest).encode()) <= 16_384 - 1024


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no Bash")
@given(
    st.dictionaries(
        st.from_regex(r"[A-Z_]{1,8}", fullmatch=True),
        st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x00"), max_size=40),
        max_size=4,
    )
)
def test_bash_reads_it(variables: dict[str, str]) -> None:
    """Whatever the variables hold."""
    text = script(replace(PROGRAM, variables=variables, authorities="PEM"))
    done = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(re.findall(r"^JIBAN$", text, re.MULTILINE)) == 4
