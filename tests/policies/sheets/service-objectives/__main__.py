"""Service level objectives as custom resources (DSG-023). The verdicts are in verdicts.yaml."""

import pulumi_kubernetes as k8s
from pulumi_kubernetes.apiextensions import CustomResource

# Known only after deployment.
status = k8s.core.v1.Service("gateway", spec={"ports": [{"port": 80}]}).status

EVENTS = {
    "events": {
        "errorQuery": 'sum(rate(http_requests_total{code=~"5.."}[{{.window}}]))',
        "totalQuery": "sum(rate(http_requests_total[{{.window}}]))",
    }
}
OWNER = {"owner": "payments"}


def later(value):
    return status.apply(lambda _: value)


def given(**fields) -> dict:
    """The fields without those that are `...`."""
    return {key: value for key, value in fields.items() if value is not ...}


# Sloth
def one(name: str = "requests", sli=EVENTS, alerting=..., **more) -> dict:
    shown = {"name": "Burning", "labels": {}} if alerting is ... else alerting
    return given(name=name, objective=99.9, sli=sli, alerting=shown, **more)


def sloth(name: str, *slos: dict, labels=OWNER, meta=..., of="sloth.slok.dev/v1", listed=...) -> None:
    CustomResource(
        name,
        api_version=of,
        kind="PrometheusServiceLevel",
        metadata=given(namespace="shop", name=name, labels=meta),
        spec=given(service="shop", labels=labels, slos=list(slos) if listed is ... else listed),
    )


OFF = {"disable": True}
sloth("sloth-good", one())
sloth("sloth-two-good", one("requests"), one("latency"))
sloth("sloth-raw", one(sli={"raw": {"errorRatioQuery": "slo:errors:ratio"}}))
sloth("sloth-plugin", one(sli={"plugin": {"id": "sloth-common/kubernetes/apiserver/availability"}}))
sloth("sloth-without-sli", one(sli=...))
sloth("sloth-sli-empty", one(sli={}))
sloth("sloth-sli-of-errors-alone", one(sli={"events": {"errorQuery": "sum(rate(errors_total[5m]))"}}))
sloth("sloth-sli-empty-query", one(sli={"events": {"errorQuery": "", "totalQuery": ""}}))
sloth("sloth-both-off", one(alerting={"name": "Burning", "pageAlert": OFF, "ticketAlert": OFF}))
sloth("sloth-page-off", one(alerting={"name": "Burning", "pageAlert": OFF}))
sloth("sloth-ticket-off", one(alerting={"name": "Burning", "ticketAlert": OFF}))
sloth("sloth-second-off", one(), one("latency", alerting={"pageAlert": OFF, "ticketAlert": OFF}))
sloth("sloth-unowned", one(), labels=...)
sloth("sloth-other-labels", one(), labels={"cluster": "main"})
sloth("sloth-owner-empty", one(), labels={"owner": ""})
sloth("sloth-team", one(), labels={"team": "payments"})
sloth("sloth-owner-on-the-object", one(), labels=..., meta=OWNER)
sloth("sloth-owner-of-each", one(labels=OWNER), one("latency", labels={"owner": "search"}), labels=...)
sloth("sloth-owner-of-one", one(labels=OWNER), one("latency"), labels=...)
sloth("sloth-owner-of-alerts", one(alerting={"name": "Burning", "labels": {"team": "payments"}}), labels=...)
sloth("sloth-owner-later", one(), labels=later(OWNER))
sloth("sloth-disable-later", one(alerting={"pageAlert": {"disable": later(True)}, "ticketAlert": OFF}))
sloth("sloth-page-later-ticket-on", one(alerting={"pageAlert": {"disable": later(True)}}))
sloth("sloth-later", listed=later([]))
sloth("sloth-none", listed=[])


# Pyrra
RATIO = {
    "ratio": {
        "errors": {"metric": 'http_requests_total{code=~"5.."}'},
        "total": {"metric": "http_requests_total"},
    }
}


def pyrra(name: str, indicator=RATIO, alerting=..., labels=..., **more) -> None:
    owner = {"pyrra.dev/team": "payments"} if labels is ... else labels
    CustomResource(
        name,
        api_version="pyrra.dev/v1alpha1",
        kind="ServiceLevelObjective",
        metadata={"namespace": "shop", "name": name, "labels": owner},
        spec=given(target="99.9", window="4w", indicator=indicator, alerting=alerting, **more),
    )


pyrra("pyrra-good")
pyrra(
    "pyrra-latency", {"latency": {"success": {"metric": 'x_bucket{le="1"}'}, "total": {"metric": "x_count"}}}
)
pyrra("pyrra-bool-gauge", {"bool_gauge": {"metric": "probe_success"}})
pyrra("pyrra-without-indicator", ...)
pyrra("pyrra-indicator-empty", {})
pyrra("pyrra-total-missing", {"ratio": {"errors": {"metric": "errors_total"}}})
pyrra("pyrra-alerts-off", alerting={"disabled": True})
pyrra("pyrra-alerts-on", alerting={"disabled": False})
pyrra("pyrra-burn-rates-off", alerting={"burnrates": False})
pyrra("pyrra-absence-off", alerting={"absent": False})
pyrra("pyrra-unowned", labels={})
pyrra("pyrra-role-alone", labels={"prometheus": "k8s", "role": "alert-rules"})
pyrra("pyrra-owner", labels=OWNER)
pyrra("pyrra-off-later", alerting={"disabled": later(True)})


# OpenSLO
def openslo(name: str, kind: str = "SLO", labels=OWNER, annotations=..., called=..., **spec) -> None:
    CustomResource(
        name,
        api_version="openslo.com/v1",
        kind=kind,
        metadata=given(
            namespace="shop", name=name if called is ... else called, labels=labels, annotations=annotations
        ),
        spec=spec,
    )


SOURCE = {"ratioMetric": {"counter": True, "good": {"metricSource": {"type": "Prometheus"}}}}
BURNS = {
    "kind": "AlertCondition",
    "metadata": {"name": "burns"},
    "spec": {"severity": "page", "condition": {"kind": "burnrate", "op": "gt", "threshold": 2}},
}
openslo("openslo-sli", "SLI", called="availability", **SOURCE)
openslo("openslo-policy", "AlertPolicy", called="fast", conditions=[BURNS])
openslo("openslo-policy-by-ref", "AlertPolicy", called="slow", conditions=[{"conditionRef": "burns-slowly"}])
openslo("openslo-condition", "AlertCondition", called="burns-slowly", **BURNS["spec"])
openslo("openslo-policy-lost", "AlertPolicy", called="lost", conditions=[{"conditionRef": "nowhere"}])
openslo("openslo-policy-empty", "AlertPolicy", called="silent", conditions=[])

FAST = {"alertPolicyRef": "fast"}
openslo("openslo-good", service="shop", indicatorRef="availability", alertPolicies=[FAST])
openslo("openslo-name-as-text", service="shop", indicatorRef="availability", alertPolicies=["fast"])
openslo(
    "openslo-by-ref", service="shop", indicatorRef="availability", alertPolicies=[{"alertPolicyRef": "slow"}]
)
openslo(
    "openslo-inline",
    service="shop",
    indicator={"metadata": {"name": "own"}, "spec": SOURCE},
    alertPolicies=[{"kind": "AlertPolicy", "metadata": {"name": "own"}, "spec": {"conditions": [BURNS]}}],
)
openslo("openslo-sli-nowhere", service="shop", indicatorRef="latency", alertPolicies=[FAST])
openslo("openslo-no-sli", service="shop", alertPolicies=[FAST])
openslo("openslo-no-policy", service="shop", indicatorRef="availability")
openslo("openslo-policies-empty", service="shop", indicatorRef="availability", alertPolicies=[])
openslo("openslo-policy-nowhere", service="shop", indicatorRef="availability", alertPolicies=["none"])
openslo(
    "openslo-of-lost", service="shop", indicatorRef="availability", alertPolicies=[{"alertPolicyRef": "lost"}]
)
openslo("openslo-of-silent", service="shop", indicatorRef="availability", alertPolicies=["silent"])
openslo("openslo-unowned", labels=..., service="shop", indicatorRef="availability", alertPolicies=[FAST])
openslo(
    "openslo-owner-annotated",
    labels=...,
    annotations=OWNER,
    service="shop",
    indicatorRef="availability",
    alertPolicies=[FAST],
)
openslo("openslo-sli-later", service="shop", indicatorRef=later("availability"), alertPolicies=[FAST])

# Objects that are no objectives, although their names sound like it.
k8s.core.v1.ConfigMap("slo-dashboard", metadata={"namespace": "shop"}, data={"slo.json": "{}"})
CustomResource(
    "other-kind",
    api_version="example.com/v1",
    kind="ServiceLevelObjective",
    metadata={"namespace": "shop"},
    spec={"target": "99.9"},
)
