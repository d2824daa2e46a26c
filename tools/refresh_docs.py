"""Rewrites what commands print in every Markdown document: `make docs`.

Exits with 1 when a document cannot be brought up to date, and says which and why.
"""

import sys

from tools.documents import DocumentError, refresh
from tools.repository import ROOT, texts


def main() -> int:
    """Refresh the documents in place and name those that changed."""
    failed = False
    for name, text in texts(".md").items():
        try:
            new = refresh(text)
        except DocumentError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        if new != text:
            (ROOT / name).write_text(new)
            print(f"{name}: rewritten")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
