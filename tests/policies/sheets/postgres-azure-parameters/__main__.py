"""Parameters of flexible servers of PostgreSQL, as resources of their own, and who keeps the servers' logs.

The verdicts are in verdicts.yaml; names say what a resource is.
"""

from typing import Any

import pulumi
from pulumi_azure_native import dbforpostgresql as pg
from pulumi_azure_native import monitor, resources

rg = resources.ResourceGroup("rg", location="koreacentral")
SERVERS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers"
WORKSPACE = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/w"


def later(value: Any) -> pulumi.Output[Any]:
    """Return what is known only after deployment."""
    return rg.id.apply(lambda _: value)


def parameter(
    of: str, name: Any, value: Any, server: pulumi.Input[str], source: str | None = "user-override"
) -> None:
    """Set a parameter."""
    pg.Configuration(
        f"{of}-{name if isinstance(name, str) else 'some'}",
        resource_group_name=rg.name,
        server_name=server,
        configuration_name=name,
        value=value,
        source=source,
    )


def server(name: str, parameters: dict[str, Any] | None = None, **own: Any) -> pg.Server:
    """Make a server, with parameters."""
    made = pg.Server(name, resource_group_name=rg.name, server_name=name, version="17", **own)
    for each, value in (parameters or {}).items():
        parameter(name, each, value, made.name)
    return made


# TLS.
good = server("plain")
server("tls-on", {"require_secure_transport": "on"})
server("tls-on-upper", {"require_secure_transport": "ON"})
server("tls-off", {"require_secure_transport": "off"})
server("tls-off-upper", {"require_secure_transport": "OFF"})
server("tls-later", {"require_secure_transport": later("on")})
server("tls-off-by-name-of-server")
parameter("tls-off-by-name-of-server", "require_secure_transport", "off", "tls-off-by-name-of-server")
server("tls-off-by-name-in-capitals")
parameter("tls-off-by-name-in-capitals", "REQUIRE_SECURE_TRANSPORT", "off", "TLS-OFF-BY-NAME-IN-CAPITALS")
reset = server("tls-reset")
parameter("tls-reset", "require_secure_transport", None, reset.name, "system-default")
named_later = server("tls-maybe-by-name-of-parameter")
parameter("tls-maybe", later("require_secure_transport"), "off", named_later.name)
# Of another server, which is no part of the stack.
parameter("theirs", "require_secure_transport", "off", "theirs")
server("least-10", {"ssl_min_protocol_version": "TLSv1"})
server("least-11", {"ssl_min_protocol_version": "TLSv1.1"})
server("least-12", {"ssl_min_protocol_version": "TLSv1.2"})
server("least-13", {"ssl_min_protocol_version": "TLSv1.3"})
server("least-later", {"ssl_min_protocol_version": later("TLSv1.2")})
server("least-10-tls-later", {"ssl_min_protocol_version": "TLSv1", "require_secure_transport": later("on")})
server("most-12", {"ssl_max_protocol_version": "TLSv1.2"})
# A replica has parameters of its own.
server(
    "replica-tls-off",
    {"require_secure_transport": "off"},
    create_mode="Replica",
    source_server_resource_id=good.id,
)
pg.Server.get("got", f"{SERVERS}/others")


# Logs. Connections are logged where nothing is said; statements are not.
def kept(
    name: str,
    parameters: dict[str, Any] | None = None,
    logs: Any = None,
    uri: pulumi.Input[str] | None = None,
    to: Any = WORKSPACE,
    **own: Any,
) -> None:
    """Make a server whose logs are kept."""
    made = server(name, {"log_statement": "ddl"} if parameters is None else parameters, **own)
    monitor.DiagnosticSetting(
        f"{name}-kept",
        resource_uri=uri or made.id,
        workspace_id=to,
        logs=[{"category_group": "allLogs", "enabled": True}] if logs is None else logs,
    )


kept("logs-all")
kept("logs-of-category", logs=[{"category": "PostgreSQLLogs", "enabled": True}])
kept("logs-of-category-lower", logs=[{"category": "postgresqllogs", "enabled": True}])
kept("logs-of-sessions-alone", logs=[{"category": "PostgreSQLFlexSessions", "enabled": True}])
kept("logs-off", logs=[{"category": "PostgreSQLLogs", "enabled": False}])
SOME = [
    {"category": "PostgreSQLFlexSessions", "enabled": False},
    {"category": "PostgreSQLLogs", "enabled": True},
]
kept("logs-off-and-on", logs=SOME)
kept("logs-none", logs=[])
kept("logs-later", logs=[{"category": "PostgreSQLLogs", "enabled": later(value=True)}])
kept("logs-nowhere", to=None)
kept("logs-to-somewhere-later", to=later(WORKSPACE))
kept("logs-by-id", uri=f"{SERVERS}/logs-by-id")
kept("logs-of-another", uri=good.id)
kept("statements-none", {"log_statement": "none"})
kept("statements-unset", {})
kept("statements-all", {"log_statement": "all"})
kept("statements-mod-upper", {"log_statement": "MOD"})
kept("statements-later", {"log_statement": later("ddl")})
kept("slow-from-0", {"log_min_duration_statement": "0"})
kept("slow-from-1000", {"log_min_duration_statement": "1000"})
kept("slow-from-1000-as-number", {"log_min_duration_statement": 1000})
kept("slow-off", {"log_min_duration_statement": "-1"})
kept("slow-off-statements-ddl", {"log_min_duration_statement": "-1", "log_statement": "ddl"})
kept("connections-on", {"log_connections": "on", "log_statement": "ddl"})
kept("connections-off", {"log_connections": "off", "log_statement": "ddl"})
kept("connections-later", {"log_connections": later("on"), "log_statement": "ddl"})
kept("connections-off-statements-later", {"log_connections": "off", "log_statement": later("ddl")})
kept("statements-ddl-nobody-keeps", logs=[{"category": "PostgreSQLFlexQueryStoreRuntime", "enabled": True}])
