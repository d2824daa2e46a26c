"""What can be asked for of a search domain."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from jiban.components.base import Spec
from jiban.components.units import TimeOfDay, UtcOffset


class SearchWindowSpec(Spec):
    """Ten hours of every day in which the cloud may change the domain by itself."""

    start: TimeOfDay = "22:00"
    """Start of the window, HH:MM. Default: 22:00, and so until 08:00."""
    utc_offset: UtcOffset = "+09:00"
    """Time zone of the start. Default: +09:00, Korea."""


class SearchSpec(Spec):
    """An OpenSearch domain inside the network; services sign their requests as their identities."""

    version: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?\.[0-9]{1,2}$")] = "3.5"
    """Version of OpenSearch, one of `components/search/versions.yaml`. A newer one is an upgrade in place; an
    older one replaces the domain, and all that is in it. Default: 3.5."""
    machine: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$")] = "medium"
    """Processors and memory of each node that holds data: `small`, `medium`, `large`, or the cloud's own
    size, such as `m7g.medium.search`. Default: medium."""
    nodes: Annotated[int, Field(ge=1, le=80)] = 3
    """Nodes that hold data, spread evenly over the network's zones, over three of them at most. One node
    stands in one zone, and its loss stops searches until AWS has made another one. Default: 3."""
    disk_gb: Annotated[int, Field(ge=10, le=24_576)] = 20
    """Disk of each of these nodes, in GiB. A larger one is taken in place. Default: 20."""
    dedicated_masters: Literal[0, 3, 5] | None = None
    """Nodes that keep the cluster together and hold no data; their size follows from the number of nodes
    (`components/search/masters.yaml`). One, two or four of them cannot be had, or are worse than none.
    Default: three with standby or from ten nodes on, else none."""
    standby: bool = False
    """Whether one of three zones holds a full copy in reserve and takes no requests, so that the loss of
    another one moves no data (Multi-AZ with Standby). Each index then has two copies beside the first one.
    Default: false, all zones answer."""
    maintenance: SearchWindowSpec | None = None
    """When the cloud may update and tune the domain. Default: ten hours from 22:00 of the region's own
    time."""
