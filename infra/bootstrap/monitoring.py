"""Steps after the deployment of a platform on AWS: what a person has to say before anybody is told."""

from collections.abc import Iterator

from infra.bootstrap.step import Names, Step
from infra.environment import Environment


def monitoring_steps(environment: Environment, names: Names) -> Iterator[Step]:
    """Yield what only people can say on AWS: that a mailbox is theirs, who looks at dashboards."""
    if environment.cloud != "aws":
        return
    asked, stack = environment.observability, names.stack
    if asked.alerts and asked.alerts.emails:
        yield Step(
            id="alert-mailboxes",
            title="Confirm the mailboxes that hear of alerts",
            commands=tuple(
                f"aws sns list-subscriptions-by-topic --region {environment.region} --topic-arn "
                f'"$(pulumi stack output --stack {stack} --json alert_topics | jq -r .{route})" '
                "--query 'Subscriptions[].[Endpoint, SubscriptionArn]' --output text"
                for route in ("page", "notice")
            ),
            reason="SNS has written to each mailbox and sends nothing more until somebody follows the link "
            "in that message, which ends after three days; one for each of the two topics",
            done_when="no line says PendingConfirmation",
        )
    if asked.grafana and asked.metrics:
        yield Step(
            id="dashboards",
            title="Say who enters Grafana",
            commands=(
                "GROUP=<id of a group of IAM Identity Center>",
                (
                    f"aws grafana update-permissions --region {environment.region} --workspace-id "
                    f'"$(pulumi stack output --stack {stack} dashboards_id)" --update-instruction-batch '
                    '"action=ADD,role=ADMIN,users=[{id=$GROUP,type=SSO_GROUP}]"'
                ),
                f"pulumi stack output --stack {stack} dashboards",
            ),
            reason="people come from IAM Identity Center, which an organisation has once and this stack "
            "does not know; the data sources are then added in Grafana, under Apps, AWS Data Sources",
            done_when="somebody of the group signs in at the address that the last command prints",
        )
    if asked.logs and asked.logs.insights:
        yield Step(
            id="days-of-traces",
            title="Let traces end",
            commands=(
                (
                    f"aws logs put-retention-policy --region {environment.region} --log-group-name aws/spans "
                    f"--retention-in-days {asked.logs.retention_days}"
                ),
            ),
            reason="X-Ray makes this group with the first trace and keeps it for ever; nobody else may make "
            "a group of such a name",
            done_when="the command ends without an error, once a service has sent a trace",
        )
