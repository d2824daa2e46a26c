"""Virtual environments of projects, made fast: what they have of Pulumi is this environment's own."""

import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path


def make_environment(folder: Path, pulumi: str = "") -> None:
    """Make an environment that has the module `shop_sdk`, and a version of Pulumi, by default this one's.

    The package of Pulumi is found through a .pth file; only its metadata are made up.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (packages,) = folder.glob("lib/python3*/site-packages")
    (packages / "shop_sdk.py").write_text("VERSION = 'own'\n")
    (packages / "here.pth").write_text(sysconfig.get_path("purelib"))
    version = pulumi or metadata.version("pulumi")
    info = packages / f"pulumi-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pulumi\nVersion: {version}\n")
