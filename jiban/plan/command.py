"""`jiban plan` and `jiban graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from jiban.model.plan import Plan
    from jiban.report.terminal import Look


def planned() -> Plan:
    """Plan the stack that the flags mean."""
    from jiban.report.terminal import progress

    project, stack = flags.project_and_stack()
    overrides, path_overrides = flags.current().overrides()
    with progress(f"planning {project.name}/{stack}"):
        from jiban.plan.run import plan as run

        return run(project.root, stack, overrides=overrides, path_overrides=path_overrides)


@click.command()
@click.option(
    "-v", "--verbose", is_flag=True, help="Show all properties, and the lines of code behind each resource."
)
@flags.outputs("text", "json")
@flags.flags
def plan(wanted: list[tuple[str, str]], *, verbose: bool) -> None:
    """Show what a stack would deploy.

    JSON is in the format of `pulumi preview --json`.
    """
    chosen = flags.chosen(wanted, "text", "json")
    found = planned()

    def document(form: str, look: Look) -> str:
        if form == "json":
            from jiban.model.digest import dumps

            return dumps(found)
        from jiban.plan.text import plan_text

        return plan_text(found, look, verbose=verbose)

    flags.deliver(chosen, document)


@click.command()
@click.option("--full", is_flag=True, help="Draw every resource inside its component, instead of tiers.")
@flags.outputs("mermaid", "dot")
@flags.flags
def graph(wanted: list[tuple[str, str]], *, full: bool) -> None:
    """Draw what stands on what: tiers, or all resources.

    An arrow leads from what needs to what is needed; one that follows from others is left out.
    """
    if flags.current().json:
        raise click.UsageError("a graph has no JSON form: -o mermaid or -o dot.")
    chosen = flags.chosen(wanted, "mermaid")
    from jiban.plan import graph as drawing

    found = drawing.resources(planned()) if full else drawing.tiers(planned())
    if any(form == "mermaid" for form, _ in chosen) and len(found.edges) > drawing.MERMAID_EDGES:
        click.echo(
            f"note: Mermaid draws at most {drawing.MERMAID_EDGES} arrows unless its maxEdges is raised, and "
            f"here are {len(found.edges)}; Graphviz draws them all: -o dot",
            err=True,
        )
    flags.deliver(chosen, lambda form, _look: drawing.FORMS[form](found))
