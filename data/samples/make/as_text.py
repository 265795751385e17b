"""A sample as plain text: Markdown headings, tables as lines of tab-separated cells.

Belongs here: the text layout. A joined cell is its text followed by empty cells, as such files write it.
Does not: content.
"""

from __future__ import annotations

from content import JOIN_ABOVE, JOIN_LEFT, Form, Heading, Sample


def render(sample: Sample) -> bytes:
    parts = [f"# {sample.title}"]
    for block in sample.blocks:
        match block:
            case Heading(text):
                parts.append(f"## {text}")
            case Form():
                parts.extend(_form(block))
            case _:
                parts.append(block.text)
    return ("\n\n".join(parts) + "\n").encode()


def _form(form: Form) -> list[str]:
    around = [form.label, f"## {form.title}", form.subtitle, form.left, form.right]
    lines = ["\t".join("" if text in (JOIN_LEFT, JOIN_ABOVE) else text for text in row) for row in form.grid]
    return [part for part in (*around, "\n".join(lines), form.note) if part]
