"""One validation result as Great Expectations shows it, without scripts, fonts, styles and pictures of other hosts.

Belongs here: taking Great Expectations' page apart and keeping what it says. Does not: folders and indexes (`site`).

Its own pages load Bootstrap, jQuery, Vega and icons from five hosts and a logo from a sixth, and fold their details
away with a script. Kept are the sections as it made them; icons become signs, folded parts are open.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import Any

from lxml import html

from pipeline.report.words import without_contacts

_NOT_KEPT = "//script | //link | //style | //img | //iframe | //object | //input | //button | //thead[@hidden] | //form"
# What acts, leads away, or is of no use without the scripts; half of a page are ids of cells and white space.
_ACTS_OR_WEIGHS = ("on", "data-", "aria-expanded", "aria-controls", "style", "href", "id")
_WHITE = re.compile(r"\s+")
_SIGNS = {"text-success": ("✓", "passed"), "text-danger": ("✗", "failed"), "text-warning": ("!", "warning")}


class Pages:
    """Great Expectations' renderer and view, one for a process (`pages`): each compiles its templates anew."""

    def __init__(self) -> None:
        from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
        from great_expectations.render.view.view import DefaultJinjaPageView

        self._renderer: Any = ValidationResultsPageRenderer()
        self._view: Any = DefaultJinjaPageView()
        self._number = itertools.count()
        # Ids by chance would make other bytes of the same result.
        self._view.env.filters["generate_html_element_uuid"] = lambda prefix=None: f"{prefix or ''}{next(self._number)}"

    def sections(self, outcome: Any) -> str:
        """The sections of a validation result's page, as HTML that asks for nothing."""
        self._number = itertools.count()
        return standing_alone(str(self._view.render(self._renderer.render(outcome))))


@lru_cache(maxsize=1)
def pages() -> Pages:
    """The one of this process."""
    return Pages()


def standing_alone(page: str) -> str:
    """The sections of one of Great Expectations' pages, without anything that leads out of the file."""
    root: Any = html.document_fromstring(page)  # the stubs of lxml know no XPath that gives elements only
    for unwanted in root.xpath(_NOT_KEPT):
        unwanted.drop_tree()
    for icon in root.xpath("//i"):
        classes = set((icon.get("class") or "").split())
        sign, says = next((_SIGNS[name] for name in _SIGNS if name in classes), ("", ""))
        icon.text, icon.tag = sign, "b"
        icon.attrib.clear()
        if says:
            icon.set("class", says)
            icon.set("aria-label", says)
            icon.set("role", "img")
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in list(element.attrib):
            if name.startswith(_ACTS_OR_WEIGHS):
                del element.attrib[name]
        if element.tag == "a":
            element.tag = "span"
        element.text, element.tail = _plain(element.text), _plain(element.tail)
    kept = root.xpath("//div[contains(concat(' ', @class, ' '), ' ge-section ')]")
    return "".join(html.tostring(section, encoding="unicode") for section in kept)


def _plain(text: str | None) -> str | None:
    return without_contacts(_WHITE.sub(" ", text)) if text else text
