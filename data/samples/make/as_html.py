"""A sample as a web page: paragraphs and tables with rowspan and colspan.

Belongs here: the page's markup.
Does not: content.
"""

from __future__ import annotations

from html import escape

from content import Form, Heading, Sample

_STYLE = """\
body { font: 16px/1.7 serif; max-width: 60em; margin: 2em auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
td, th { border: 1px solid #666; padding: 2px 6px; font-weight: normal; }
.around { display: flex; justify-content: space-between; }
.number { text-align: right; }"""


def render(sample: Sample) -> bytes:
    lines = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{escape(sample.title)}</title>",
        f"<style>\n{_STYLE}\n</style>",
        "</head>",
        "<body>",
        f"<h1>{escape(sample.title)}</h1>",
    ]
    for block in sample.blocks:
        match block:
            case Heading(text):
                lines.append(f"<h2>{escape(text)}</h2>")
            case Form():
                lines.extend(_form(block))
            case _:
                lines.append(f"<p>{escape(block.text)}</p>")
    lines += ["</body>", "</html>"]
    return ("\n".join(lines) + "\n").encode()


def _form(form: Form) -> list[str]:
    lines = [f"<p>{escape(form.label)}</p>"] if form.label else []
    lines.append(f"<h3>{escape(form.title)}</h3>")
    if form.subtitle:
        lines.append(f"<p>{escape(form.subtitle)}</p>")
    lines.append(f'<div class="around"><p>{escape(form.left)}</p><p>{escape(form.right)}</p></div>')
    lines.append("<table>")
    for row in range(len(form.grid)):
        lines.append("<tr>" + "".join(_cell(form, row)) + "</tr>")
    lines.append("</table>")
    if form.note:
        lines.append(f"<p>{escape(form.note)}</p>")
    return lines


def _cell(form: Form, row: int) -> list[str]:
    name = "th" if row < form.header_rows else "td"
    cells = []
    for cell in form.cells:
        if cell.row != row:
            continue
        attributes = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        attributes += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
        attributes += ' class="number"' if name == "td" and cell.is_amount else ""
        cells.append(f"<{name}{attributes}>{escape(cell.text)}</{name}>")
    return cells
