"""Which fields each cloud limits: the rows of the capability table, tier by tier."""

from collections.abc import Sequence
from typing import Any

import pytest

from jiban.components.base import Cloud, Limit
from jiban.components.network.limits import LIMITS as NETWORK
from jiban.components.observability.limits import LIMITS as OBSERVABILITY
from jiban.components.postgres.limits import LIMITS as POSTGRES
from jiban.components.queue.contract import AMQPS
from jiban.components.queue.limits import LIMITS as QUEUE
from jiban.components.workload.limits import LIMITS as WORKLOAD


@pytest.mark.parametrize(
    ("limits", "cloud", "fields"),
    [
        (NETWORK, "azure", "cidr egress flow_log_days private_services subnets.*"),
        (NETWORK, "aws", "cidr egress subnets.* subnets.gateway zones"),
        (OBSERVABILITY, "azure", "logs.archive_days logs.tables.*.plan"),
        (
            OBSERVABILITY,
            "aws",
            (
                "alerts.receivers alerts.webhooks logs.archive_days logs.daily_cap_gb logs.retention_days "
                "logs.tables logs.tables.*.*"
            ),
        ),
        (
            POSTGRES,
            "azure",
            (
                "admin admin_group.name admin_password_version backup_start databases machine parameters "
                "read_replicas read_replicas.*.machine standby storage_gb version"
            ),
        ),
        (
            POSTGRES,
            "aws",
            (
                "admin_group.* admin_password_version backup_start databases machine "
                "parameters read_replicas "
                "read_replicas.*.machine read_replicas.*.region standby storage_gb version"
            ),
        ),
        (
            QUEUE,
            "azure",
            (
                "geo geo_lag_minutes geo_region queues.*.duplicate_window_minutes "
                "queues.*.forward_dead_letters_to queues.*.forward_to topics "
                "topics.*.duplicate_window_minutes "
                "topics.*.subscriptions.*.forward_dead_letters_to topics.*.subscriptions.*.forward_to units"
            ),
        ),
        (
            QUEUE,
            "aws",
            (
                "geo geo_lag_minutes geo_region queues.*.dead_letter_expired "
                "queues.*.duplicate_window_minutes queues.*.forward_dead_letters_to queues.*.forward_to "
                "queues.*.keep_days queues.*.max_deliveries queues.*.max_size_gb tier topics "
                "topics.*.duplicate_window_minutes topics.*.max_size_gb "
                "topics.*.subscriptions.*.dead_letter_expired "
                "topics.*.subscriptions.*.dead_letter_filter_errors topics.*.subscriptions.*.filters "
                "topics.*.subscriptions.*.filters.*.correlation.content_type "
                "topics.*.subscriptions.*.filters.*.correlation.correlation_id "
                "topics.*.subscriptions.*.filters.*.correlation.label "
                "topics.*.subscriptions.*.filters.*.correlation.message_id "
                "topics.*.subscriptions.*.filters.*.correlation.reply_to "
                "topics.*.subscriptions.*.filters.*.correlation.reply_to_session_id "
                "topics.*.subscriptions.*.filters.*.correlation.session_id "
                "topics.*.subscriptions.*.filters.*.correlation.to "
                "topics.*.subscriptions.*.filters.*.sql "
                "topics.*.subscriptions.*.forward_dead_letters_to "
                "topics.*.subscriptions.*.forward_to topics.*.subscriptions.*.keep_days "
                "topics.*.subscriptions.*.max_deliveries units"
            ),
        ),
        (WORKLOAD, "azure", "uses.buckets"),
        (
            WORKLOAD,
            "aws",
            "uses.certificates uses.secret_files uses.secret_variables uses.secret_variables.*.*",
        ),
    ],
)
def test_the_fields_that_a_cloud_limits(limits: Sequence[Limit[Any]], cloud: Cloud, fields: str) -> None:
    """A field that is missing here would be shown as whole."""
    assert sorted({limit.field for limit in limits if limit.cloud == cloud}) == fields.split()


def test_messages_are_encrypted_on_their_own_port() -> None:
    """5672 is the same protocol in plain text."""
    assert AMQPS == 5671
