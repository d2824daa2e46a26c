"""How many a new version takes away at a time."""

from base import deployment, hpa, later


def rolling(name: str, replicas, **rolling) -> None:
    deployment(name, replicas, strategy={"type": "RollingUpdate", "rollingUpdate": rolling})


deployment("update-strategy-unset", 3)
deployment("update-type-only", 3, strategy={"type": "RollingUpdate"})
deployment("update-strategy-null", 3, strategy=None)
deployment("update-recreate", 3, strategy={"type": "Recreate"})
deployment("update-type-unknown", 3, strategy={"type": later("RollingUpdate")})
rolling("update-none-of-three", 3, maxUnavailable=0, maxSurge=1)
rolling("update-one-of-three", 3, maxUnavailable=1)
rolling("update-two-of-three", 3, maxUnavailable=2)
rolling("update-two-of-five", 5, maxUnavailable=2)
rolling("update-three-of-five", 5, maxUnavailable=3)
rolling("update-all", 4, maxUnavailable="100%")
# Of maxUnavailable a part of a pod is rounded down.
rolling("update-66-percent-of-three", 3, maxUnavailable="66%")
rolling("update-67-percent-of-three", 3, maxUnavailable="67%")
rolling("update-unknown-of-three", 3, maxUnavailable=later(1))
rolling("update-one-of-unknown", later(3), maxUnavailable=1)
rolling("update-quarter-of-unknown", later(3), maxUnavailable="25%")
rolling("update-surge-only", 3, maxSurge="100%")
rolling("update-one-of-scaled-from-three", ..., maxUnavailable=1)
hpa("update-one-of-scaled-from-three", 3)
