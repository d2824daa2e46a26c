"""Entry of `pulumi up`. Pulumi runs it with this folder, not the project's, on the path."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The repository's root takes the place of this folder, so that no module of it has a second name.
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

from infra.program import main  # noqa: E402 - found by the path that is set above

main()
