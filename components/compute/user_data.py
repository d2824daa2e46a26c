"""What a server is told when it first starts: load a container, and keep it running. No resource is made.

It holds no secret: whoever may read the launch template reads it, and so does every process of the server.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 8192
"""Bytes of the variables that a specification may give. EC2 takes 16,384 of user data before it is encoded
(EC2 user guide, `user-data`); the rest is the script's and the platform's variables'."""
_STOP_SECONDS: Final = 30
FOLDER: Final = "/etc/jiban/database"
AUTHORITIES: Final = f"{FOLDER}/authorities.pem"
"""Where a program finds the certificates that vouch for its database, as a service on Kubernetes does."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """The container of one group."""

    name: str
    image: str
    """With its host."""
    variables: Mapping[str, str]
    region: str
    log_group: str
    registry: str | None = None
    """Host of ECR that the server signs in to by what it is; None where the image is anybody's."""
    authorities: str | None = None
    """Certificates that vouch for the database, as PEM: a file of the container."""


def variable_bytes(variables: Mapping[str, str]) -> int:
    """Return how much of a script the variables take."""
    return len(_lines(variables).encode())


def script(program: Program) -> str:
    """Return the script, for Amazon Linux 2023."""
    helper = " amazon-ecr-credential-helper" if program.registry else ""
    settings = {"credHelpers": {program.registry: "ecr-login"}} if program.registry else {}
    return (
        "#!/bin/bash\n"
        "set -euo pipefail\n"
        f"dnf install -y docker{helper}\n"
        "install -d -m 0755 /etc/jiban /etc/jiban/docker\n"
        f"cat > /etc/jiban/docker/config.json <<'JIBAN'\n{json.dumps(settings)}\nJIBAN\n"
        f"{_authorities(program)}"
        f"cat > /etc/jiban/{program.name}.env <<'JIBAN'\n{_lines(program.variables)}JIBAN\n"
        f"cat > /etc/systemd/system/jiban-{program.name}.service <<'JIBAN'\n{_unit(program)}JIBAN\n"
        "systemctl daemon-reload\n"
        f"systemctl enable --now docker jiban-{program.name}\n"
    )


def _authorities(program: Program) -> str:
    if program.authorities is None:
        return ""
    return (
        f"install -d -m 0755 {FOLDER}\n"
        f"cat > {AUTHORITIES} <<'JIBAN'\n{program.authorities.rstrip()}\nJIBAN\n"
        f"chmod 0644 {AUTHORITIES}\n"
    )


def _unit(program: Program) -> str:
    name = program.name
    run = (
        # The network is the server's own: a container is then no hop further from who the server is.
        f"/usr/bin/docker --config /etc/jiban/docker run --name {name} --network host --init"
        " --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges"
        f" --env-file /etc/jiban/{name}.env"
        f" --log-driver awslogs --log-opt awslogs-region={program.region}"
        f" --log-opt awslogs-group={program.log_group} --log-opt mode=non-blocking"
        f"{f' --volume {FOLDER}:{FOLDER}:ro' if program.authorities else ''} {program.image}"
    )
    return (
        "[Unit]\n"
        f"Description={name}\n"
        "Requires=docker.service\n"
        "Wants=network-online.target\n"
        "After=docker.service network-online.target\n"
        "StartLimitIntervalSec=0\n"
        "\n"
        "[Service]\n"
        f"ExecStartPre=-/usr/bin/docker rm --force {name}\n"
        f"ExecStartPre=/usr/bin/docker --config /etc/jiban/docker pull --quiet {program.image}\n"
        f"ExecStart={run}\n"
        f"ExecStop=/usr/bin/docker stop --time {_STOP_SECONDS} {name}\n"
        "Restart=always\n"
        "RestartSec=5\n"
        "TimeoutStartSec=600\n"
        "\n"
        "[Install]\n"
        "WantedBy=multi-user.target\n"
    )


def _lines(variables: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in sorted(variables.items()))
