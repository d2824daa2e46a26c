"""The same database in a component and under another name, with aliases that say so."""

import pulumi
import pulumi_aws as aws


class Orders(pulumi.ComponentResource):
    """All that is kept of orders."""

    def __init__(self, name: str) -> None:
        super().__init__("shop:index:Orders", name)
        aws.dynamodb.Table(
            f"{name}-store",
            name="orders",
            hash_key="id",
            attributes=[{"name": "id", "type": "S"}],
            billing_mode="PAY_PER_REQUEST",
            opts=pulumi.ResourceOptions(
                parent=self,
                aliases=[pulumi.Alias(name="orders-table", parent=pulumi.ROOT_STACK_RESOURCE)],
            ),
        )
        self.register_outputs({})


Orders("orders")
