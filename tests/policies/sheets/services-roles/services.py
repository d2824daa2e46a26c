"""What Services, Ingresses and network policies select, and to whom Services are open."""

import pulumi_kubernetes as k8s
from pulumi_kubernetes.apiextensions import CustomResource

SHOP = {"namespace": "shop"}
status = k8s.core.v1.Namespace("known-later").status


def later(value):
    """A value that is known only after deployment."""
    return status.apply(lambda _: value)


def template(labels: dict, *ports: dict, **spec) -> dict:
    container = {"name": "app", "image": "registry.example.com/shop/api:1.4.2", "ports": list(ports)}
    return {"metadata": {"labels": labels}, "spec": {"containers": [container], **spec}}


HTTP = {"name": "http", "containerPort": 8080}
METRICS = {"name": "metrics", "containerPort": 9090}
api = {"app": "api", "tier": "back"}
k8s.apps.v1.Deployment(
    "api", metadata=SHOP, spec={"selector": {"matchLabels": {"app": "api"}}, "template": template(api, HTTP)}
)
k8s.apps.v1.Deployment(
    "elsewhere-web",
    metadata={"namespace": "elsewhere"},
    spec={"selector": {"matchLabels": {"app": "web"}}, "template": template({"app": "web"}, HTTP)},
)
two = template({"app": "two"}, HTTP)
two["spec"]["containers"].append(
    {"name": "agent", "image": "registry.example.com/agent:1.2", "ports": [METRICS]}
)
k8s.apps.v1.StatefulSet(
    "two",
    metadata=SHOP,
    spec={"serviceName": "two", "selector": {"matchLabels": {"app": "two"}}, "template": two},
)
k8s.core.v1.Pod("alone", metadata={**SHOP, "labels": {"app": "alone"}}, spec=template({}, HTTP)["spec"])
CustomResource(
    "canary",
    api_version="argoproj.io/v1alpha1",
    kind="Rollout",
    metadata=SHOP,
    spec={"selector": {"matchLabels": {"app": "canary"}}, "template": template({"app": "canary"}, HTTP)},
)


def service(called: str, selector=..., target="http", metadata=None, **spec) -> k8s.core.v1.Service:
    selector = {"app": "api"} if selector is ... else selector
    return k8s.core.v1.Service(
        called,
        metadata={**SHOP, "name": called, **(metadata or {})},
        spec={
            **({} if selector is None else {"selector": selector}),
            "ports": [{"name": "web", "port": 80, "targetPort": target}],
            **spec,
        },
    )


# --- What Services select -----------------------------------------------------

service("to-api")
service("to-api-by-one-of-two-labels", {"tier": "back"})
service("to-a-label-more", {"app": "api", "release": "canary"})
service("to-nobody", {"app": "cart"})
service("to-pods-of-another-namespace", {"app": "web"})
service("to-a-pod", {"app": "alone"})
service("to-a-stateful-set", {"app": "two"})
service("to-a-rollout", {"app": "canary"})
service("to-port-of-second-container", {"app": "two"}, "metrics")
service("to-port-that-is-not-there", target="grpc")
service("to-port-by-number", target=8080)
service("to-selector-unknown", {"app": later("api")})
service("to-port-unknown", target=later("http"))
service("to-nobody-port-unknown", {"app": "cart"}, later("http"))
service("without-selector", None)
service("with-empty-selector", {})
service("to-another-host", None, type="ExternalName", externalName="db.example.com", ports=[])
service("headless", {"app": "two"}, clusterIP="None")
k8s.core.v1.Service.get("service-read-by-get", "shop/theirs")

# --- To whom they are open ----------------------------------------------------


def balancer(called: str, annotations=None, **spec) -> None:
    service(called, type="LoadBalancer", metadata={"annotations": annotations} if annotations else {}, **spec)


AZURE = "service.beta.kubernetes.io/azure-load-balancer-internal"
AWS_SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme"
AWS_INTERNAL = "service.beta.kubernetes.io/aws-load-balancer-internal"
service("type-cluster-ip", type="ClusterIP")
service("type-null", type=None)
service("type-node-port", type="NodePort")
service("type-unknown", type=later("ClusterIP"))
balancer("balancer")
balancer("balancer-azure-internal", {AZURE: "true"})
balancer("balancer-azure-not-internal", {AZURE: "false"})
balancer("balancer-aws-scheme-internal", {AWS_SCHEME: "internal"})
balancer("balancer-aws-scheme-open", {AWS_SCHEME: "internet-facing"})
balancer("balancer-aws-internal", {AWS_INTERNAL: "true"})
balancer("balancer-annotation-unknown", {AZURE: later("true")})
balancer("balancer-without-node-ports", allocateLoadBalancerNodePorts=False)

# --- Where Ingresses send -----------------------------------------------------


def backend(to, **port) -> dict:
    return {"service": {"name": to, "port": port}}


def ingress(called: str, *backends: dict, metadata=None, **spec) -> None:
    paths = [
        {"path": f"/{number}", "pathType": "Prefix", "backend": each} for number, each in enumerate(backends)
    ]
    rules = {"rules": [{"host": "shop.example.com", "http": {"paths": paths}}]} if paths else {}
    k8s.networking.v1.Ingress(called, metadata=metadata or SHOP, spec={**rules, **spec})


ingress("ingress-by-number", backend("to-api", number=80))
ingress("ingress-by-name", backend("to-api", name="web"))
ingress("ingress-to-target-port", backend("to-api", number=8080))
ingress("ingress-to-name-that-is-not-there", backend("to-api", name="http"))
ingress("ingress-to-nobody", backend("cart", number=80))
ingress("ingress-second-to-nobody", backend("to-api", number=80), backend("cart", number=80))
ingress("ingress-from-another-namespace", backend("to-api", number=80), metadata={"namespace": "elsewhere"})
ingress("ingress-default-to-api", defaultBackend=backend("to-api", number=80))
ingress("ingress-default-to-nobody", defaultBackend=backend("cart", number=80))
ingress("ingress-unknown", backend(later("to-api"), number=80))
# The Service's name is made by Pulumi.
autonamed = k8s.core.v1.Service(
    "autonamed",
    metadata=SHOP,
    spec={"selector": {"app": "api"}, "ports": [{"port": 80, "targetPort": "http"}]},
)
ingress("ingress-to-autonamed", backend(autonamed.metadata["name"], number=80))

# --- Whom network policies select ---------------------------------------------


def policy(called: str, selector, **more) -> None:
    k8s.networking.v1.NetworkPolicy(
        called, metadata=SHOP, spec={"podSelector": selector, "policyTypes": ["Ingress"], **more}
    )


policy("policy-of-all", {})
policy("policy-of-api", {"matchLabels": {"app": "api"}})
policy("policy-of-nobody", {"matchLabels": {"app": "postgresql"}})
policy("policy-of-another-namespace", {"matchLabels": {"app": "web"}})
policy("policy-by-expression", {"matchExpressions": [{"key": "tier", "operator": "In", "values": ["back"]}]})
policy("policy-by-expression-of-nobody", {"matchExpressions": [{"key": "team", "operator": "Exists"}]})
policy("policy-unknown", {"matchLabels": {"app": later("api")}})
