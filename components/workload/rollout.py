"""How a new version of a service gets its requests by shares: a Rollout of Argo, and by what it is judged.

The Rollout takes its pods' template from the Deployment, which stays what a deployment writes; the Deployment
itself runs no pods once the Rollout has its own.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from jiban.components.rollouts.spec import BlueGreenSpec, CanarySpec, fewest_requests
from jiban.components.workload.manifests import HISTORY, progress_seconds, service
from jiban.components.workload.spec import WorkloadSpec
from jiban.components.workload.subject import Manifest, Subject, selector

GROUP: Final = "argoproj.io"
API_VERSION: Final = f"{GROUP}/v1alpha1"
PLUGIN: Final = "argoproj-labs/gatewayAPI"
"""Name under which the controller has the plugin that writes weights into routes."""
REQUESTS: Final = "http_server_requests_seconds"
"""Metric of Micrometer that counts and times a service's requests, with `status` and `uri` of each."""
HASH: Final = "rollouts_pod_template_hash"
"""Label of its series that tells versions apart: the scrape job copies every label of a pod
(`observability/scraping.yaml`), and the controller gives each of its pods `rollouts-pod-template-hash`."""

_KIND: Final = "jiban/rollout"
"""Annotation that says by what a service's address is steered."""
_FAILED: Final = ',status=~"5.."'
_INTERVAL_SECONDS: Final = 60
_ERRORS: Final = 29
"""Errors in a row after which a version that cannot be watched is taken back: the controller asks again after
ten seconds, so five minutes without an answer (argo-rollouts v1.9.1, `DefaultErrorRetryInterval`)."""
_SURGE: Final = "25%"


def second_name(name: str, how: CanarySpec | BlueGreenSpec) -> str:
    """Return the name of the address of the new version alone."""
    return f"{name}-canary" if isinstance(how, CanarySpec) else f"{name}-preview"


def rollout(subject: Subject, spec: WorkloadSpec, how: CanarySpec | BlueGreenSpec) -> Manifest:
    """Return the Rollout. It has the number of pods that the Deployment begins with, or its autoscaler's."""
    canary = isinstance(how, CanarySpec)
    # After an autoscaler the number is its own, and Kubernetes refuses to give it back without force.
    force = {} if spec.autoscale else {"annotations": {"pulumi.com/patchForce": "true"}}
    return {
        "apiVersion": API_VERSION,
        "kind": "Rollout",
        "metadata": {**subject.metadata("rollout"), **force},
        "spec": {
            "replicas": spec.replicas,
            "revisionHistoryLimit": HISTORY,
            "progressDeadlineSeconds": progress_seconds(spec),
            # A version whose pods do not become ready is taken back, instead of only being called late.
            "progressDeadlineAbort": True,
            "selector": {"matchLabels": selector(subject.name)},
            "workloadRef": {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "name": subject.name,
                # The Deployment's pods go when all of the Rollout's are ready. With a check after the switch
                # that never happens (argo-rollouts issue 4681), so there they go one for one.
                "scaleDown": "onsuccess" if canary else "progressively",
            },
            "strategy": {"canary": _canary(subject, how)}
            if isinstance(how, CanarySpec)
            else {"blueGreen": _blue_green(subject, how)},
        },
    }


def _canary(subject: Subject, how: CanarySpec) -> Manifest:
    return {
        "stableService": subject.name,
        "canaryService": second_name(subject.name, how),
        "trafficRouting": {
            "plugins": {
                PLUGIN: {
                    "httpRoute": second_name(subject.name, how),
                    "namespace": subject.namespace,
                    # The plugin's label on the route would tell of every canary in every refresh.
                    "disableInProgressLabel": True,
                }
            }
        },
        "maxUnavailable": 0,
        "maxSurge": _SURGE,
        "steps": [{"setWeight": how.percent}, {"analysis": _judged(subject)}],
    }


def _blue_green(subject: Subject, how: BlueGreenSpec) -> Manifest:
    return {
        "activeService": subject.name,
        "previewService": second_name(subject.name, how),
        "autoPromotionEnabled": True,
        "postPromotionAnalysis": _judged(subject),
    }


def _judged(subject: Subject) -> Manifest:
    return {
        "templates": [{"templateName": subject.name}],
        "args": [{"name": "hash", "valueFrom": {"podTemplateHashValue": "Latest"}}],
    }


def analysis(
    subject: Subject, spec: WorkloadSpec, how: CanarySpec | BlueGreenSpec, prometheus: Mapping[str, Any]
) -> Manifest:
    """Return by what a new version is judged, once a minute while it is watched.

    What it did since it began is taken together. Once too many of its requests have failed it is taken back.
    Where it had too few requests to tell until the end, the rollout stops and waits for a person.

    Args:
        subject: the service.
        spec: what it asks for.
        how: how its rollout goes.
        prometheus: how Prometheus is asked, but for the query.
    """
    checks = [("errors", _errors(subject.name, spec, how), _most_errors(how))]
    if isinstance(how, BlueGreenSpec):
        checks.append(("seconds", _seconds(subject.name, spec, how), Decimal(str(how.max_seconds))))
    return {
        "apiVersion": API_VERSION,
        "kind": "AnalysisTemplate",
        "metadata": subject.metadata("analysis"),
        "spec": {
            "args": [{"name": "hash"}],
            "metrics": [
                {
                    "name": name,
                    "initialDelay": f"{_INTERVAL_SECONDS}s",
                    "interval": f"{_INTERVAL_SECONDS}s",
                    "count": how.minutes,
                    "failureLimit": 0,
                    "inconclusiveLimit": how.minutes - 1,
                    "consecutiveErrorLimit": _ERRORS,
                    # Nothing found meets neither, which the controller calls inconclusive.
                    "successCondition": f"len(result) > 0 && result[0] <= {_plain(most)}",
                    "failureCondition": f"len(result) > 0 && result[0] > {_plain(most)}",
                    "provider": {"prometheus": {**prometheus, "query": query}},
                }
                for name, query, most in checks
            ],
        },
    }


def second_service(subject: Subject, how: CanarySpec | BlueGreenSpec) -> Manifest:
    """Return the address of the new version alone; the controller narrows its selector down to that."""
    made = service(subject)
    name = second_name(subject.name, how)
    return {**made, "metadata": subject.metadata("second-service", name=name)}


def steered_metadata(metadata: Manifest, how: CanarySpec | BlueGreenSpec) -> Manifest:
    """Return the metadata of the service's own address while a Rollout steers it.

    The annotation goes when the service goes back to `rolling`, and with it comes an update of the address,
    which the API server refuses as long as its selector is the controller's. Without it the deployment
    would leave an address of pods that it then takes away.
    """
    return {**metadata, "annotations": {_KIND: how.kind}}


def _errors(name: str, spec: WorkloadSpec, how: CanarySpec | BlueGreenSpec) -> str:
    """Return the query for the share of its requests that failed, in parts of one.

    It finds a share of the fewest requests at least: so of a few only too many failures tell anything.
    """
    fewest, most = fewest_requests(how.max_error_percent), _most_errors(how)
    requests = f"sum({_increase(name, spec, how, 'count')})"
    # Where none has failed there is no such series, and nothing divided is nothing.
    failed = f"(sum({_increase(name, spec, how, 'count', _FAILED)}) or vector(0))"
    share = f"{failed} / clamp_min({requests}, {fewest})"
    return f"({share}) and on() ({requests} >= {fewest} or {share} > {_plain(most)})"


def _seconds(name: str, spec: WorkloadSpec, how: BlueGreenSpec) -> str:
    """Return the query for the average time of its requests in seconds, of the fewest requests at least."""
    requests = f"sum({_increase(name, spec, how, 'count')})"
    average = f"sum({_increase(name, spec, how, 'sum')}) / {requests}"
    return f"({average}) and on() ({requests} >= {fewest_requests(how.max_error_percent)})"


def _most_errors(how: CanarySpec | BlueGreenSpec) -> Decimal:
    return Decimal(str(how.max_error_percent)) / 100


def _increase(
    name: str, spec: WorkloadSpec, how: CanarySpec | BlueGreenSpec, series: str, more: str = ""
) -> str:
    """Return the growth of a series of the new version while it is watched, without probes and scrapes."""
    own = {spec.probes.liveness, spec.probes.readiness, *([spec.metrics_path] if spec.metrics_path else [])}
    # A dot in brackets is that dot, with no backslash to be doubled.
    apart = "|".join(sorted(path.replace(".", "[.]") for path in own))
    labels = f'app_kubernetes_io_name="{name}",{HASH}="{{{{args.hash}}}}",uri!~"{apart}"{more}'
    return f"increase({REQUESTS}_{series}{{{labels}}}[{how.minutes}m])"


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
