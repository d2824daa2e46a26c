"""Which Grafana there is."""

from jiban.components.base import Cloud
from jiban.tables import table


def grafana_version(cloud: Cloud = "azure") -> str:
    """Return the version of a cloud, from `grafana.yaml`, which says source and date."""
    return str(table("jiban.components.observability", "grafana.yaml")["clouds"][cloud])
