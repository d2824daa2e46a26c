"""Entry of the policy pack. Pulumi runs it with this folder on the path, and in the folder of the program.

The waivers are those of the program's project; where a program serves several projects
(`main: ../../infra/`), JIBAN_WAIVERS names the file.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The repository's root takes the place of this folder, so that no module of the pack has a second name.
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

from jiban.policies.packs import PACK  # noqa: E402 - found by the path that is set above
from jiban.policy.crossguard import run_pack  # noqa: E402 - found by the same path

run_pack(PACK)
