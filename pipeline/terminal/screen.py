"""Lines, colours and progress: rich on a terminal, plain where the output is piped.

Belongs here: how things look. Does not: what they say.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

_MARKS = {"error": ("✗", "bold red"), "warning": ("!", "yellow"), "info": ("·", "cyan")}


class Screen:
    """Standard output for results, standard error for progress and asides."""

    def __init__(self) -> None:
        self._fancy = sys.stdout.isatty()

    def _print(self, text: str, style: str | None = None) -> None:
        if self._fancy:
            from rich.console import Console
            from rich.text import Text

            Console(highlight=False).print(Text(text, style=style or ""))
        else:
            print(text)

    def heading(self, text: str) -> None:
        self._print(text, "bold")

    def line(self, text: str) -> None:
        self._print(f"  {text}")

    def detail(self, text: str) -> None:
        for part in text.splitlines():
            self._print(f"      {part}", "dim")

    def good(self, text: str) -> None:
        self._print(f"  ✓ {text}", "green")

    def bad(self, text: str) -> None:
        self._print(f"  ✗ {text}", "bold red")

    def finding(self, severity: str, title: str, english: str, rules: str) -> None:
        mark, style = _MARKS[severity]
        self._print(f"  {mark} {severity}: {title} [{rules}]", style)
        self.detail(english)

    def aside(self, text: str) -> None:
        print(text, file=sys.stderr)

    def table(self, title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table; piped, its columns are padded with spaces."""
        if self._fancy:
            from rich.console import Console
            from rich.table import Table

            table = Table(title=title, title_justify="left")
            for name in header:
                table.add_column(name)
            for row in rows:
                table.add_row(*(str(v) for v in row))
            Console().print(table)
            return
        from rich.cells import cell_len

        texts = [[str(v) for v in row] for row in [header, *rows]]
        widths = [max(cell_len(row[i]) for row in texts) for i in range(len(header))]
        print(title)
        for row in texts:
            print("  " + "  ".join(v + " " * (w - cell_len(v)) for v, w in zip(row, widths, strict=True)).rstrip())

    @contextmanager
    def progress(self, what: str, total: int) -> Iterator[Callable[[str], None]]:
        """A function to call after each step with the step's name; a bar on a terminal, nothing when piped."""
        if total < 2 or not sys.stderr.isatty():
            yield lambda _name: None
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda name: bar.update(task, advance=1, description=f"{what} {name[:40]}")
