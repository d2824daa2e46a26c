"""Every kind of workload, and one thing of the node, the image or the account at a time."""

import pulumi_kubernetes as k8s
from base import DIGEST, IMAGE, KINDS, SHOP, container, deployment, later, of_kind, pod_spec

CARELESS = pod_spec(
    container(image="registry.example.com/shop/api", env=[{"name": "DB_PASSWORD", "value": "pa55-w0rd"}]),
    account={},
    hostNetwork=True,
    volumes=[{"name": "logs", "hostPath": {"path": "/var/log"}}],
)
for kind in KINDS:
    of_kind(kind, f"{kind.lower()}-careful", pod_spec())
    of_kind(kind, f"{kind.lower()}-careless", CARELESS)
k8s.apps.v1.Deployment.get("read-by-get", "shop/api")

# --- The node's namespaces ----------------------------------------------------

deployment("host-pid", hostPID=True)
deployment("host-ipc", hostIPC=True)
deployment("host-network", hostNetwork=True)
deployment("host-all-false", hostPID=False, hostIPC=False, hostNetwork=False)
deployment("host-pid-null", hostPID=None)
deployment("host-network-unknown", hostNetwork=later(False))
deployment("host-pid-beside-unknown-network", hostPID=True, hostNetwork=later(False))
# One process namespace for the containers of a pod, not the node's.
deployment("shares-processes-among-its-containers", shareProcessNamespace=True)
deployment("users-of-its-own", hostUsers=False)
deployment("host-port", container(ports=[{"containerPort": 8080, "hostPort": 8080}]))
# A HostProcess container of Windows has to be in the node's network.
deployment(
    "windows-host-process",
    os={"name": "windows"},
    hostNetwork=True,
    securityContext={"windowsOptions": {"hostProcess": True, "runAsUserName": "NT AUTHORITY\\SYSTEM"}},
)

# --- The node's files ---------------------------------------------------------


def with_volume(name: str, volume, mounted_at: str | None = "/data", **mount) -> None:
    mounts = [{"name": "it", "mountPath": mounted_at, **mount}] if mounted_at else []
    deployment(name, container(volumeMounts=mounts), volumes=[{"name": "it", **volume}])


SOCKET = "/var/run/docker.sock"
with_volume("host-path-directory", {"hostPath": {"path": "/srv/data"}})
with_volume("host-path-read-only", {"hostPath": {"path": "/etc/ssl/certs"}}, readOnly=True)
with_volume("host-path-not-mounted", {"hostPath": {"path": "/srv/data"}}, None)
with_volume("host-path-unknown", {"hostPath": {"path": later("/srv/data")}})
with_volume("socket-of-docker", {"hostPath": {"path": SOCKET, "type": "Socket"}}, SOCKET)
with_volume("socket-of-containerd", {"hostPath": {"path": "/run/containerd/containerd.sock"}})
# The socket is that of a Docker inside of the pod.
with_volume("empty-dir-at-the-socket", {"emptyDir": {}}, "/var/run")
with_volume("empty-dir-beside-null", {"emptyDir": {}, "hostPath": None})
with_volume("empty-dir-in-memory", {"emptyDir": {"medium": "Memory"}})
with_volume("claim", {"persistentVolumeClaim": {"claimName": "hostpath"}})
with_volume("secret-volume", {"secret": {"secretName": "db"}})
deployment(
    "host-path-second-volume",
    volumes=[{"name": "tmp", "emptyDir": {}}, {"name": "it", "hostPath": {"path": "/"}}],
)
deployment("volumes-empty", volumes=[])
deployment("volumes-unknown", volumes=later([{"name": "tmp", "emptyDir": {}}]))

# --- Images -------------------------------------------------------------------

deployment("image-tag", container(image=IMAGE))
deployment("image-untagged", container(image="registry.example.com/shop/api"))
deployment("image-latest", container(image="registry.example.com/shop/api:latest"))
deployment("image-digest", container(image=f"registry.example.com/shop/api@{DIGEST}"))
deployment("image-latest-and-digest", container(image=f"registry.example.com/shop/api:latest@{DIGEST}"))
deployment("image-tag-and-digest", container(image=f"{IMAGE}@{DIGEST}"))
# The number is a port, no tag.
deployment("image-port-untagged", container(image="registry.example.com:5000/shop/api"))
deployment("image-port-and-tag", container(image="registry.example.com:5000/shop/api:1.4.2"))
deployment("image-port-and-latest", container(image="registry.example.com:5000/shop/api:latest"))
deployment("image-latest-in-its-name", container(image="registry.example.com/latest/api:1.4.2"))
deployment("image-second-untagged", container(), container("agent", "registry.example.com/shop/agent"))
deployment(
    "image-init-latest", initContainers=[container("migrate", "registry.example.com/shop/migrate:latest")]
)
deployment("image-of-docker-hub", container(image="nginx:1.29.3"))
deployment("image-of-docker-hub-untagged", container(image="nginx"))
deployment("image-pulled-always-latest", container(image="nginx:latest", imagePullPolicy="Always"))
deployment("image-unknown", container(image=later(IMAGE)))
deployment("image-unknown-beside-latest", container(image=later(IMAGE)), container("agent", "nginx:latest"))

# --- Service accounts ---------------------------------------------------------


def account(name: str, **more) -> k8s.core.v1.ServiceAccount:
    return k8s.core.v1.ServiceAccount(f"sa-{name}", metadata={"namespace": SHOP, "name": name}, **more)


account("api", automount_service_account_token=False)
account("with-token", automount_service_account_token=True)
account("says-nothing")
autonamed = k8s.core.v1.ServiceAccount(
    "sa-autonamed", metadata={"namespace": SHOP}, automount_service_account_token=False
)
OFF = {"automountServiceAccountToken": False}
ON = {"automountServiceAccountToken": True}

deployment("account-default-token-off", account=OFF)
deployment("account-named-default-token-off", account={"serviceAccountName": "default", **OFF})
deployment("account-empty-token-off", account={"serviceAccountName": "", **OFF})
# The older name of serviceAccountName.
deployment("account-by-old-field", account={"serviceAccount": "api", **OFF})
deployment("account-says-off", account={"serviceAccountName": "api"})
deployment("account-says-off-pod-says-on", account={"serviceAccountName": "api", **ON})
deployment("account-says-on", account={"serviceAccountName": "with-token"})
deployment("account-says-on-pod-says-off", account={"serviceAccountName": "with-token", **OFF})
deployment("account-says-nothing", account={"serviceAccountName": "says-nothing"})
deployment("account-says-nothing-pod-says-off", account={"serviceAccountName": "says-nothing", **OFF})
deployment("account-of-elsewhere-pod-says-off", account={"serviceAccountName": "theirs", **OFF})
deployment("account-of-elsewhere", account={"serviceAccountName": "theirs"})
deployment(
    "account-autonamed-pod-says-off", account={"serviceAccountName": autonamed.metadata["name"], **OFF}
)
deployment(
    "account-token-unknown",
    account={"serviceAccountName": "api", "automountServiceAccountToken": later(False)},
)
deployment("account-default-token-unknown", account={"automountServiceAccountToken": later(False)})
deployment(
    "token-asked-for-as-a-volume",
    volumes=[
        {
            "name": "vault-token",
            "projected": {"sources": [{"serviceAccountToken": {"path": "token", "audience": "vault"}}]},
        }
    ],
)
