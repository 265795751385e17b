"""What is printed around a table: label, title, subtitle, organisation, unit, notes.

Belongs here: reading the lines between two tables.
Does not: which form a title means (`kinds`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.documents.model import Paragraph
from pipeline.forms.kinds import title_kinds
from pipeline.forms.text import folded, squeezed, year_in
from pipeline.forms.words import vocabulary
from pipeline.money import UNITS


@dataclass(slots=True)
class Caption:
    """The words around one table; empty strings where nothing is printed."""

    label: str = ""
    title: str = ""
    subtitle: str = ""
    organisation: str = ""
    unit: str | None = None
    year: int | None = None
    note: str = ""
    lines: list[Paragraph] = field(default_factory=list)


@lru_cache(maxsize=32)
def pattern(name: str) -> re.Pattern[str]:
    """A compiled pattern of vocabulary/captions.yml."""
    return re.compile(vocabulary("captions")[name])


def is_page_number(text: str) -> bool:
    """Whether a line is only a page number."""
    return pattern("page_number").match(squeezed(text)) is not None


def unit_of(text: str) -> str | None:
    """The unit of money a line states (单位：万元), or None."""
    line = squeezed(text)
    match = pattern("unit").search(line) or pattern("unit_alone").fullmatch(line)
    return match["money"] if match else None


def organisation_of(text: str) -> str | None:
    """The organisation a caption line names, or None; an empty name is ''."""
    for match in pattern("organisation").finditer(squeezed(text)):
        name = match["name"].strip("，,。；;")
        if not UNITS.keys() & set(re.split("[、,，/]", name)):
            return name
    return None


def note_in(text: str) -> bool:
    """Whether a line is a note to a table (备注：…)."""
    return pattern("note").match(squeezed(text)) is not None


def says_nil(text: str) -> bool:
    """Whether a note says that the table is empty."""
    return pattern("nil_note").search(squeezed(text)) is not None


def says_this_is_empty(text: str) -> bool:
    """Whether a short line, with or without 注：, says that this table has no data."""
    return len(text) <= 100 and says_nil(text) and pattern("this_table").search(squeezed(text)) is not None


_BEFORE_BRACKET = re.compile(r"(?=[(（][^()（）]*[)）]$)|$")
_SUBTITLE = re.compile(r"^[（(].{2,30}[)）]$")
_NEAREST = 8  # lines above a table in which its caption stands
_ABOVE_TITLE = 3  # lines that may stand between a label and the table's title, and the label
_SHORT = 30  # letters of a line that is no sentence
_LONGEST_TITLE = 70
_LONGEST_LINE = 80  # with unit and organisation


def read_caption(before: list[Paragraph], after: list[Paragraph]) -> Caption:
    """The caption of a table from the lines printed between it and its neighbours.

    `before` are the lines since the previous table (nearest last), `after` those up to the next table.
    """
    caption = Caption()
    lines = [p for p in before if not is_page_number(p.text) and not pattern("date_line").match(squeezed(p.text))]
    nearest = lines[-_NEAREST:]
    for index in range(len(nearest) - 1, -1, -1):
        if caption.title:
            _above_title(caption, nearest[max(0, index - _ABOVE_TITLE + 1) : index + 1])
            break
        if not _take_line(caption, nearest[: index + 1]):
            break
    if not caption.title:
        _take_loose_title(caption, lines)
    caption.note = _note(after)
    if caption.year is None:
        caption.year = year_in(caption.title)
    return caption


def _take_line(caption: Caption, lines: list[Paragraph]) -> bool:
    """What the last of these lines adds to the caption; False where the caption has ended below it."""
    paragraph = lines[-1]
    text = squeezed(paragraph.text)
    unit, organisation = unit_of(text), organisation_of(text)
    if unit is not None or organisation is not None:
        if len(text) > _LONGEST_LINE:
            return False
        caption.unit = caption.unit or unit
        caption.organisation = caption.organisation or (organisation or "")
        caption.lines.insert(0, paragraph)
        remainder = _before_caption_words(paragraph.text)
        if remainder and title_kinds(remainder):
            _take_title(caption, remainder)
    elif (year := pattern("year_line").match(text)) is not None:
        caption.year = int(year["year"])
    elif note_in(text) or len(text) > _LONGEST_TITLE:
        return False
    elif pattern("label").match(text):
        caption.label = caption.label or paragraph.text.strip()
        caption.lines.insert(0, paragraph)
    elif _SUBTITLE.match(text) and not caption.subtitle and not title_kinds(text):
        caption.subtitle = paragraph.text.strip()
        caption.lines.insert(0, paragraph)
    else:
        _take_printed_title(caption, lines)
    return True


def _take_printed_title(caption: Caption, lines: list[Paragraph]) -> None:
    """The last of these lines where it is a title, or the end of one broken over two lines."""
    title = lines[-1].text.strip()
    if len(lines) > 1 and not title_kinds(title):
        joined = squeezed(lines[-2].text) + squeezed(title)
        if len(joined) <= _LONGEST_TITLE and title_kinds(joined):
            title = lines[-2].text.strip() + title
            caption.lines.insert(0, lines[-2])
    if title_kinds(title) or pattern("table_word_end").search(squeezed(title)):
        _take_title(caption, title)
        caption.lines.insert(0, lines[-1])


def name_after_sheet(caption: Caption, sheet: str) -> None:
    """The name of its sheet is the title of a table without one."""
    if not caption.title and (title_kinds(sheet) or title_kinds(completed_title(sheet))):
        _take_title(caption, sheet)
        caption.year = caption.year or year_in(sheet)


def _above_title(caption: Caption, lines: list[Paragraph]) -> None:
    """The label, and a unit the lines below the title do not state, among the short lines right above the title."""
    for paragraph in reversed(lines):
        text = squeezed(paragraph.text)
        if pattern("label").match(text):
            caption.label = caption.label or paragraph.text.strip()
        elif caption.unit is None and unit_of(text) is not None and len(text) <= _SHORT:
            caption.unit = unit_of(text)
        elif len(text) > _SHORT or title_kinds(text) or note_in(text) or pattern("sentence_end").search(text):
            return
        else:
            continue
        caption.lines.insert(0, paragraph)


def completed_title(text: str) -> str:
    """A title with the word 表 where it lacks it: 支出（按功能分类） is 支出表（按功能分类）."""
    return _BEFORE_BRACKET.sub("表", squeezed(text), count=1)


def _take_loose_title(caption: Caption, lines: list[Paragraph]) -> None:
    """A title without the word 表 (支出总体情况), where it stands right above the table or its unit."""
    for paragraph in reversed(lines[-3:]):
        text = squeezed(paragraph.text)
        if unit_of(text) is not None or organisation_of(text) is not None or pattern("label").match(text):
            continue
        if len(text) <= 40 and not re.search("[。；;，,：:]", text) and title_kinds(completed_title(text)):
            caption.title = paragraph.text.strip()
            caption.lines.insert(0, paragraph)
        return


def _before_caption_words(text: str) -> str:
    """What stands on a caption line before its unit or organisation words."""
    return pattern("caption_words").split(folded(text))[0].strip()


def _take_title(caption: Caption, title: str) -> None:
    match = pattern("label_prefix").match(squeezed(title))
    if match and title_kinds(match["rest"]):
        caption.label = caption.label or match["label"]
        caption.title = match["rest"]
    else:
        caption.title = title


def _note(after: list[Paragraph]) -> str:
    """The note printed under a table, before anything else."""
    notes: list[str] = []
    for paragraph in after:
        if is_page_number(paragraph.text):
            continue
        if (
            note_in(paragraph.text)
            or (not notes and says_this_is_empty(paragraph.text))
            or (
                notes
                and not title_kinds(paragraph.text)
                and len(paragraph.text) < 60
                and squeezed(paragraph.text).startswith(("2.", "3.", "4.", "2、", "3、"))
            )
        ):
            notes.append(paragraph.text.strip())
            continue
        break
    return "\n".join(notes)
