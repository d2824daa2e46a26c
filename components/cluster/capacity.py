"""What of a node is left for pods. Pure arithmetic.

Source of the figures: AKS `node-resource-reservations` (AKS 1.29 and later); on EKS the program that sets up
its nodes, awslabs/amazon-eks-ami `nodeadm/internal/kubelet/config.go`. What daemon sets of add-ons ask for is
not in it, so the result is an upper bound: what does not fit by it never fits.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jiban.components.base import Cloud
from jiban.components.cluster.machines import MachineFacts

MIB: Final = 1024 * 1024
GIB: Final = 1024 * MIB

_RESERVED_CPU: Final[tuple[tuple[int, Decimal], ...]] = (
    (1, Decimal("0.060")),
    (2, Decimal("0.100")),
    (4, Decimal("0.140")),
    (8, Decimal("0.180")),
    (16, Decimal("0.260")),
    (32, Decimal("0.420")),
    (64, Decimal("0.740")),
)
"""Cores that AKS keeps for itself, by the cores of the node."""

_RESERVED_PER_POD: Final = 20 * MIB
_RESERVED_BASE: Final = 50 * MIB
_RESERVED_SHARE: Final = Decimal("0.25")
"""AKS keeps 20 MiB for each pod the node may run and 50 MiB more, or a quarter of the memory where that is
less."""
_EVICTION: Final = 100 * MIB
"""Memory that must stay free; below it the node evicts pods."""

_EKS_CPU: Final[tuple[tuple[int, Decimal], ...]] = (
    (0, Decimal("0.06")),
    (1, Decimal("0.01")),
    (2, Decimal("0.005")),
    (4, Decimal("0.0025")),
)
"""Share of every core that EKS keeps for itself, from so many cores on: the first, the second, the next two,
the rest."""
_EKS_PER_POD: Final = 11 * MIB
_EKS_BASE: Final = 255 * MIB
"""EKS keeps 255 MiB, and 11 MiB more for each pod that would have an interface's address of its own, however
many the node may run."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one node, or several, can give to pods."""

    cpu: Decimal
    """Cores."""
    memory: Decimal
    """Bytes."""
    pods: int

    def times(self, nodes: int) -> "Room":
        """Return the room of so many equal nodes."""
        return Room(self.cpu * nodes, self.memory * nodes, self.pods * nodes)


def room(cloud: Cloud, machine: MachineFacts, max_pods: int) -> Room:
    """Return what a node of this size that may run so many pods has left for them."""
    return _aks(machine, max_pods) if cloud == "azure" else _eks(machine, max_pods)


def _eks(machine: MachineFacts, max_pods: int) -> Room:
    cpu = Decimal(0)
    for position, (first, share) in enumerate(_EKS_CPU):
        last = _EKS_CPU[position + 1][0] if position + 1 < len(_EKS_CPU) else machine.cores
        cpu += max(0, min(machine.cores, last) - first) * share
    reserved = _EKS_BASE + _EKS_PER_POD * machine.interface_pods
    return Room(machine.cores - cpu, machine.memory_gib * GIB - reserved - _EVICTION, max_pods)


def _aks(machine: MachineFacts, max_pods: int) -> Room:
    reserved_cpu = max(cpu for cores, cpu in _RESERVED_CPU if cores <= machine.cores)
    memory = machine.memory_gib * GIB
    reserved = min(Decimal(_RESERVED_PER_POD * max_pods + _RESERVED_BASE), memory * _RESERVED_SHARE)
    return Room(Decimal(machine.cores) - reserved_cpu, memory - reserved - _EVICTION, max_pods)
