"""Labels of scraped series: what a query must ask for to find a service's own metrics."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jiban.components.base import Cloud
from jiban.tables import table


@dataclass(frozen=True, slots=True)
class ScrapeJob:
    """The job that collects the metrics of annotated pods, from `scraping.yaml`."""

    service: str
    """Label whose value is the name of the service."""
    instead: Mapping[str, str]
    """Labels that only other scrape configurations set, and what this one calls the same."""
    platform: Sequence[str]
    """Beginnings of the names of series that come from other jobs, with other labels."""

    def collects(self, metric: str) -> bool:
        """Whether series of a name come from pods, and not from a target of the platform's own."""
        return not metric.startswith(tuple(self.platform))


def collector_configuration(namespaces: Sequence[str]) -> str:
    """Return what AWS's managed collector scrapes, from `scrape_aws.yaml`.

    Args:
        namespaces: those whose annotated pods are scraped.
    """
    kept: list[str] = table("jiban.components.observability", "scraping.yaml")["aws"]["unasked"]
    written = json.dumps(table("jiban.components.observability", "scrape_aws.yaml"), indent=1)
    return written.replace("KEEP", "|".join(kept)).replace("NAMESPACES", "|".join(namespaces))


@cache
def scrape_job(cloud: Cloud) -> ScrapeJob | None:
    """Return the job of a cloud's managed Prometheus; None where there is none."""
    rows: dict[str, Any] = table("jiban.components.observability", "scraping.yaml")
    row = rows.get(cloud)
    if row is None:
        return None
    return ScrapeJob(service=row["service"], instead=row["instead"], platform=tuple(row["platform"]))
