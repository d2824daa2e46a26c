"""Which Grafana there is."""

from jiban.tables import table


def grafana_version() -> str:
    """Return the major version, from `grafana.yaml`, which says source and date."""
    return str(table("jiban.components.observability", "grafana.yaml")["major"])
