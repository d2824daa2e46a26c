"""The controller on AWS writes the proxies into a group, and does nothing else that it could."""

from jiban.components.ingress import controller, gateway
from jiban.components.ingress.spec import IngressSpec

PLACE = gateway.Place(
    namespace="shop-ingress", services="shop", annotations={}, zones=3, scheduling={}, bound=True
)


def test_the_binding_says_all_that_could_be_asked() -> None:
    """So making it asks AWS for nothing; without `networking` no security group is touched."""
    made = controller.binding("shop-ingress", {"a": "b"}, "arn:group", "vpc-1")
    assert made == {
        "apiVersion": "elbv2.k8s.aws/v1beta1",
        "kind": "TargetGroupBinding",
        "metadata": {"name": "gateway", "namespace": "shop-ingress", "labels": {"a": "b"}},
        "spec": {
            "serviceRef": {"name": "gateway", "port": 443},
            "targetGroupARN": "arn:group",
            "targetType": "ip",
            "ipAddressType": "ipv4",
            "targetGroupProtocol": "HTTPS",
            "vpcID": "vpc-1",
        },
    }


def test_the_controller_makes_no_load_balancer() -> None:
    """Neither of ingresses, nor of services, nor of gateways; firewalls and groups are Pulumi's."""
    values = controller.settings("ap-northeast-2", "eks", "vpc-1", {})
    assert values["createIngressClassResource"] is False
    assert values["enableServiceMutatorWebhook"] is False
    assert values["enableBackendSecurityGroup"] is False
    assert values["controllerConfig"]["featureGates"] == {
        "ALBGatewayAPI": False,
        "NLBGatewayAPI": False,
        "EnableServiceController": False,
    }


def test_the_controller_asks_no_machine_where_it_is() -> None:
    """No pod reaches a machine's metadata."""
    values = controller.settings("ap-northeast-2", "eks", "vpc-1", {"nodeSelector": {"a": "b"}})
    assert (values["clusterName"], values["region"], values["vpcId"]) == ("eks", "ap-northeast-2", "vpc-1")
    assert values["nodeSelector"] == {"a": "b"}


def test_one_of_two_controllers_may_be_evicted() -> None:
    """The other leads meanwhile."""
    values = controller.settings("r", "c", "n", {})
    assert (values["replicaCount"], values["podDisruptionBudget"]) == (2, {"maxUnavailable": 1})


def test_the_chart_is_of_one_version() -> None:
    """From the index that AWS keeps."""
    pinned = controller.chart()
    assert (pinned.repository, pinned.name, pinned.version) == (
        "https://aws.github.io/eks-charts",
        "aws-load-balancer-controller",
        "3.5.0",
    )


def test_bound_proxies_have_no_load_balancer_of_their_own() -> None:
    """The service only tells the controller where they are."""
    made = gateway.proxies({}, IngressSpec(), PLACE)["spec"]
    assert made["provider"]["kubernetes"]["envoyService"] == {"name": "gateway", "type": "ClusterIP"}


def test_bound_proxies_go_on_until_nothing_comes() -> None:
    """Longer than others: the group has to lose them, and its load balancer to hear of it."""
    made = gateway.proxies({}, IngressSpec(), PLACE)["spec"]["shutdown"]
    assert made == {"drainTimeout": "60s", "minDrainDuration": "30s"}
