import pulumi

from jiban.components.network.aws import Network, NetworkArgs
from jiban.components.network.spec import NetworkSpec
from jiban.components.postgres.aws import Postgres, PostgresArgs
from jiban.components.postgres.spec import PostgresSpec
from jiban.components.site import Site

site = Site.of(pulumi.get_project(), pulumi.get_stack(), owner="shop", region="ap-northeast-2")
network = Network("network", NetworkArgs(spec=NetworkSpec(), site=site, flows=[]))
postgres = Postgres("postgres", PostgresArgs(spec=PostgresSpec(), site=site, network=network.contract))
pulumi.export("host", postgres.contract.host)
