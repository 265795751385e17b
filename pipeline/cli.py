"""`budget`: the command line. Options, arguments and exit codes; the work is done elsewhere.

Belongs here: what a command is called and takes.
Does not: output (`pipeline.terminal`), anything heavy at import: `budget check` loads neither Dagster nor Great
Expectations, and `budget --help` loads nothing.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from pipeline.collector import OBJECTS_A_SEARCH
from pipeline.errors import BudgetError, UsageError
from pipeline.settings import Settings

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


class _Command(click.Command):
    """A command whose help ends with an example, printed as written."""

    def __init__(self, *args: object, example: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text("Example:")
        for line in self.example.splitlines():
            formatter.write(f"  {line}\n")

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise click.UsageError(str(error), ctx) from error
        except BudgetError as error:
            raise click.ClickException(str(error)) from error


@click.group(context_settings=HELP)
@click.version_option(package_name="budget-disclosures", prog_name="budget")
def main() -> None:
    """Published Chinese government budget disclosures as exact, checked, citable data."""


def program() -> None:
    """The command line as a process of its own. A check is over when its findings are told: what it holds in memory is
    left to the system, which takes it back faster than it is freed piece by piece."""
    gc.set_threshold(OBJECTS_A_SEARCH)
    try:
        main()
    except SystemExit as end:
        if sys.argv[1:2] == ["check"] and isinstance(end.code, int):
            with suppress(BrokenPipeError):  # who reads has seen enough
                sys.stdout.flush()
            os._exit(end.code)
        raise


def _command(example: str, **kwargs: object) -> object:
    return main.command(cls=_Command, example=example, **kwargs)


@_command("budget run data/samples")  # type: ignore[operator]
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rollback", is_flag=True, help="Make the publication before the current one current again.")
def run(paths: tuple[Path, ...], rollback: bool) -> None:
    """Read, check and publish files or folders (default data/samples), as the nightly run does.

    Exit code 0; 1 if a disclosure could not be read; 2 for wrong usage.
    """
    settings = Settings.from_environment()
    if rollback:
        from pipeline.terminal.running import show_rollback

        sys.exit(show_rollback(settings))
    from pipeline.terminal.running import show_run

    sys.exit(show_run(list(paths) or [Path("data/samples")], settings))


@_command("budget check disclosure.pdf\nbudget check --json *.pdf > findings.json")  # type: ignore[operator]
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Tell the findings of files, without a warehouse.

    Exit code 0 when nothing is at error severity; 1 with such findings; 2 for unreadable files and wrong usage.
    """
    from pipeline.terminal.lean import without_frames

    with without_frames():
        from pipeline.terminal.checking import show_check

        sys.exit(show_check(list(files), Settings.from_environment(), as_json=as_json))


@_command("budget inspect disclosure.pdf --page 7 --draw pictures")  # type: ignore[operator]
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--page", type=click.IntRange(min=1), help="Only what is printed on this page.")
@click.option("--draw", type=click.Path(path_type=Path), help="Write page pictures with cells and findings marked.")
def inspect(file: Path, page: int | None, draw: Path | None) -> None:
    """Show what was read of a file: forms, cells, claims, problems. Exit code 0; 2 when it cannot be read."""
    from pipeline.terminal.lean import without_frames

    with without_frames():
        from pipeline.terminal.inspecting import show_file

        sys.exit(show_file(file, page=page, draw=draw))


@_command("budget trace 929efe9fa2739427-f003-r8c2")  # type: ignore[operator]
@click.argument("amount_id")
def trace(amount_id: str) -> None:
    """Show where a published number comes from and which checks used it. Exit code 0; 2 when it is not published."""
    from pipeline.terminal.tracing import show_trace

    sys.exit(show_trace(amount_id, Settings.from_environment()))


@_command("budget report\nbudget report --into ~/report --with-files")  # type: ignore[operator]
@click.option("--into", type=click.Path(path_type=Path), help="Folder of the report (default data/report).")
@click.option("--with-files", is_flag=True, help="Put the original documents beside it and link numbers to their page.")
def report(into: Path | None, with_files: bool) -> None:
    """Make the current publication a report to look at: pages that open from disk, without a network.

    Exit code 0; 2 when nothing is published or the folder holds something else.
    """
    from pipeline.terminal.lean import without_frames

    with without_frames():
        from pipeline.terminal.reporting import show_report

        sys.exit(show_report(Settings.from_environment(), into, with_files=with_files))


@_command("budget export three_public --format xlsx\nbudget export --year 2024 --region 50 --into ~/budget-2024")  # type: ignore[operator]
@click.argument("names", nargs=-1, metavar="[TABLE]...")
@click.option("--format", "format_", type=click.Choice(["csv", "xlsx"]), default="csv", help="csv (default) or xlsx.")
@click.option("--into", type=click.Path(path_type=Path), help="Folder of the files (default data/export).")
@click.option("--year", type=int, help="Only this fiscal year.")
@click.option("--region", help="Only regions whose code begins so: 50, 500112.")
def export(names: tuple[str, ...], format_: str, into: Path | None, year: int | None, region: str | None) -> None:
    """Write tables and views of the current publication as CSV or Excel; every table where none is named.

    Text that a spreadsheet program would run is made harmless; numbers stay numbers, to the last digit.

    Exit code 0; 2 when nothing is published, a name is unknown, or the rows do not fit a sheet.
    """
    from pipeline.terminal.lean import without_frames

    with without_frames():
        from pipeline.terminal.exporting import show_export

        sys.exit(show_export(Settings.from_environment(), names, format_, into, year, region))


@_command("budget tables amount\nbudget tables --markdown > docs/data-dictionary.md")  # type: ignore[operator]
@click.argument("names", nargs=-1)
@click.option("--markdown", "as_markdown", is_flag=True, help="The whole dictionary as Markdown.")
def tables(names: tuple[str, ...], as_markdown: bool) -> None:
    """Show the published tables: what a row is, its columns, units and cautions."""
    from pipeline.terminal.listing import show_tables

    sys.exit(show_tables(list(names), as_markdown=as_markdown))


@_command("budget rules A01 D05\nbudget rules --markdown > docs/rules.md")  # type: ignore[operator]
@click.argument("ids", nargs=-1)
@click.option("--markdown", "as_markdown", is_flag=True, help="All rules as Markdown.")
def rules(ids: tuple[str, ...], as_markdown: bool) -> None:
    """Show the rules: what must be true, where, how exactly, and when a rule stays silent."""
    from pipeline.terminal.listing import show_rules

    sys.exit(show_rules(list(ids), as_markdown=as_markdown))


if __name__ == "__main__":
    program()
