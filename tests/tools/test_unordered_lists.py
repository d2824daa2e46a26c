"""What is read of a provider's bindings: its version, and which lists are sets."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

from tools.unordered_lists import read

if TYPE_CHECKING:
    from pathlib import Path

GROUP = """
function groupRuleToHclTerraform(struct) {
    const attrs = {
        blocks: {
            value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct.blocks),
            isBlock: false,
            type: "list",
        },
        peers: {
            value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct.peers),
            isBlock: false,
            type: "set",
        },
    };
}
class Group {
    constructor() { this.metadata = { providerVersion: '6.25.0' }; }
    synthesizeHclAttributes() {
        const attrs = {
            name: {
                value: cdktf.stringToHclTerraform(this._name),
                isBlock: false,
                type: "simple",
            },
            rule: {
                value: cdktf.listMapperHcl(groupRuleToHclTerraform, true)(this._rule.internalValue),
                isBlock: true,
                type: "set",
            },
        };
    }
}
Group.tfResourceType = "cloud_group";
"""


def test_sets_are_read_with_those_inside_of_blocks(tmp_path: Path) -> None:
    """A list is none, and a data source is no resource."""
    archive = tmp_path / "bindings.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name in ("package/lib/group/index.js", "package/lib/data-cloud-group/index.js"):
            member = tarfile.TarInfo(name)
            member.size = len(GROUP)
            tar.addfile(member, io.BytesIO(GROUP.encode()))
    found = read(archive)
    assert (found.version, found.sets) == ("6.25.0", {"cloud_group": ["rule", "rule.peers"]})
