"""Entry of the policy pack. Pulumi runs it with this folder on the path, and in the folder of the program.

The waivers are those of the program's project; where a program serves several projects
(`main: ../../infra/`), JIBAN_WAIVERS names the file.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pulumi_policy import PolicyPack

from jiban.policies import packs
from jiban.policy import waivers
from jiban.policy.crossguard import Host

named = os.environ.get("JIBAN_WAIVERS")
file = Path(named) if named else waivers.beside_project(Path.cwd())
today = datetime.now().astimezone().date()
PolicyPack(packs.PACK.name, Host(packs.PACK.rules, waivers.load(file), today).policies())
