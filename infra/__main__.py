"""Entry of `pulumi up`. Pulumi runs it with this folder, not the project's, on the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from infra.program import main

main()
