"""`jiban plan` and `jiban graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.model.plan import Plan
    from jiban.plan.assumptions import Assumptions
    from jiban.project.project import Project
    from jiban.report.terminal import Look


def planned(program: tuple[Project, str] | None = None) -> Plan:
    """Return the plan of a project's stack, by default of the one that the flags name."""
    from jiban.report.terminal import progress

    project, stack = program or flags.program()
    with progress(f"planning {project.name}/{stack}"):
        return plan_of(project, stack)


def tell_loaded_whole() -> None:
    """Say on standard error which modules of SDKs were loaded whole, as they could not be taken apart."""
    from jiban.lazy_sdk.finder import loaded_whole
    from jiban.project.safe_text import printable
    from jiban.report.terminal import say

    for module, reason in loaded_whole().items():
        say(f"note: {printable(module)} was loaded whole, which takes longer: {printable(reason)}")


def plan_of(
    project: Project,
    stack: str,
    *,
    overrides: Sequence[str] = (),
    path_overrides: Sequence[str] = (),
    assumptions: Assumptions | None = None,
) -> Plan:
    """Return the plan of a stack within the time that the flags give it.

    Args:
        project: its project.
        stack: its name.
        overrides: `KEY=VALUE` texts over those of the flags.
        path_overrides: the same, with the key as a property path.
        assumptions: what is assumed of resources and other stacks; None for nothing.
    """
    from jiban.plan.deadline import limited
    from jiban.plan.run import NO_ASSUMPTIONS
    from jiban.plan.run import plan as run

    own, paths = flags.current().overrides()
    with limited(flags.current().timeout, project.root):
        return run(
            project,
            stack,
            overrides=(*own, *overrides),
            path_overrides=(*paths, *path_overrides),
            assumptions=assumptions or NO_ASSUMPTIONS,
        )


def _json(found: Plan) -> str:
    from jiban.model.digest import dumps
    from jiban.plan.fingerprints import Fingerprints

    asked = Fingerprints.asked_for()
    return asked.document(found) if asked else dumps(found)


@click.command()
@click.option("--summary", is_flag=True, help="Show a line for each tier, without the resources in it.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Show all properties, and the lines of code behind each resource."
)
@flags.outputs("text", "json")
@flags.flags
def plan(wanted: list[tuple[str, str]], *, summary: bool, verbose: bool) -> None:
    """Show what a stack would deploy.

    Begins with a summary of each tier. JSON is in the format of `pulumi preview --json`.
    """
    if summary and verbose:
        raise click.UsageError("--summary and --verbose exclude each other.")
    chosen = flags.chosen(wanted, "text", "json")
    if summary and all(form == "json" for form, _ in chosen):
        raise click.UsageError("--summary shortens the text; JSON always holds the whole plan.")
    from jiban.plan import answer

    question = answer.asked()
    if question is not None:
        project, stack = flags.program()
        if "each" in question:
            answer.answer_each(question, project, lambda project, stack: _json(plan_of(project, stack)))
        else:
            answer.answer(question, project, stack)
        return
    found = planned()
    if verbose:
        tell_loaded_whole()

    def document(form: str, look: Look) -> str:
        if form == "json":
            return _json(found)
        from jiban.plan import text

        return text.summary_text(found, look) if summary else text.plan_text(found, look, verbose=verbose)

    flags.deliver(chosen, document)


@click.command()
@click.option("--full", is_flag=True, help="Draw every resource, inside its component.")
@flags.outputs("mermaid", "dot")
@flags.flags
def graph(wanted: list[tuple[str, str]], *, full: bool) -> None:
    """Draw the dependencies between tiers, or all resources.

    Edges point to dependencies; transitive ones are left out.
    """
    if flags.current().json:
        raise click.UsageError("a graph has no JSON form: -o mermaid or -o dot.")
    chosen = flags.chosen(wanted, "mermaid")
    from jiban.plan import graph as drawing
    from jiban.report.terminal import say

    found = drawing.resources(planned()) if full else drawing.tiers(planned())
    if any(form == "mermaid" for form, _ in chosen) and len(found.edges) > drawing.MERMAID_EDGES:
        say(
            f"note: Mermaid draws at most {drawing.MERMAID_EDGES} edges unless maxEdges is raised, and this "
            f"graph has {len(found.edges)}; Graphviz draws them all: -o dot"
        )
    flags.deliver(chosen, lambda form, _look: drawing.FORMS[form](found))
