import pytest

from jiban import surroundings


def test_a_flags_variable_is_named_after_it() -> None:
    """As `declareFlagsAsEnvironmentVariables` of the CLI does it."""
    assert surroundings.variable("config-path") == "PULUMI_OPTION_CONFIG_PATH"


@pytest.mark.parametrize(
    ("text", "on"), [("true", True), ("1", True), ("TRUE", True), ("0", False), ("yes", False), ("", False)]
)
def test_a_switch_is_on_for_true_and_1_alone(text: str, on: bool) -> None:  # noqa: FBT001 - a case's value
    """Any other text leaves it as it is."""
    assert surroundings.switch("json", {"PULUMI_OPTION_JSON": text}) is on


def test_a_repeated_flags_variable_is_a_line_of_csv() -> None:
    """A comma inside of a value is quoted."""
    given = {"PULUMI_OPTION_CONFIG": 'a=1,"b=2,3"'}
    assert surroundings.values("config", given) == ("a=1", "b=2,3")


@pytest.mark.parametrize(
    ("variables", "stack"),
    [
        ({"PULUMI_STACK": "prod"}, ("prod", "PULUMI_STACK")),
        ({"PULUMI_STACK": "prod", "PULUMI_OPTION_STACK": "dev"}, ("dev", "PULUMI_OPTION_STACK")),
        ({"PULUMI_STACK": ""}, (None, "PULUMI_STACK")),
        ({}, (None, "PULUMI_STACK")),
    ],
)
def test_the_flags_variable_counts_over_pulumi_stack(
    variables: dict[str, str], stack: tuple[str | None, str]
) -> None:
    """A flag's variable stands for the flag, and PULUMI_STACK for what is selected."""
    assert surroundings.stack(variables) == stack
