"""The part of a web page that is shown: its tree as browsers repair it, without what they hide.

Belongs here: declared encodings, parsing without loading anything, visibility, what links are relative to. Style sheets
are not evaluated: `hidden` and inline styles are.
Does not: reading what is left (`html`).
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.errors import UnreadableFile

# fmt: off
# Elements whose content is not shown as text on the page.
UNSEEN = frozenset({
    "applet", "area", "audio", "base", "canvas", "col", "colgroup", "datalist", "embed", "frame", "frameset", "head",
    "iframe", "link", "meta", "noembed", "noframes", "noscript", "object", "option", "param", "script", "select",
    "source", "style", "svg", "template", "textarea", "title", "track", "video",
})
# fmt: on
# Below the depth at which the parser gives up, so that the reader's own recursion ends first.
MAX_DEPTH = 200

_META_CHARSET = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)


def declared_encoding(head: bytes) -> str | None:
    match = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    return match.group(1).decode("ascii", errors="ignore") if match else None


def parse(text: str) -> etree._Element:
    """The tree as the forgiving parser sees it. Nothing is loaded and no entity is defined by the page.

    The parser stops at its limits (depth, size) and returns what it has: that is a refusal here, not a page.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"the page cannot be parsed ({error.msg}); save it again from a browser") from error
    for entry in parser.error_log:
        if entry.level == etree.ErrorLevels.FATAL:
            raise UnreadableFile(
                f"the page is beyond what a web page needs ({entry.message.strip()}); "
                "look at it, and save what a browser shows as PDF if it is real"
            )
    if root is None:
        raise UnreadableFile("the page has no content; fetch it again from its source")
    return root


def blank_out_unseen(root: etree._Element) -> None:
    """Turn every element that is not shown into an empty inline element, keeping the text after it."""
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise UnreadableFile(f"the page nests elements more than {MAX_DEPTH} deep; look at it before trying again")
        for child in element:
            tag: object = (
                child.tag
            )  # comments and processing instructions have functions for tags, whatever the stubs say
            if not isinstance(tag, str):
                continue
            hiding = _HIDING_STYLE.search(child.get("style") or "")
            if hiding is not None and hiding.group(1).lower().startswith("v") and child.tag in ("td", "th"):
                # An invisible cell keeps its place in the grid; only a cell not displayed gives it up.
                spans = {name: child.get(name, "1") for name in ("rowspan", "colspan")}
                _empty(child)
                for name, value in spans.items():
                    child.set(name, value)
            elif child.tag in UNSEEN or child.get("hidden") is not None or hiding is not None:
                _empty(child)
                child.tag = "span"
            else:
                stack.append((child, depth + 1))


def _empty(element: etree._Element) -> None:
    """Take away content and attributes, not the text that follows."""
    tail = element.tail
    element.clear()
    element.tail = tail


def all_text(element: etree._Element) -> str:
    return "".join(part for part in element.itertext() if isinstance(part, str))


def address_of(root: etree._Element) -> str:
    """What the page says its links are relative to (<base>, canonical address); "" where it does not say."""
    base = root.find(".//base[@href]")
    if base is None:
        base = root.find(".//link[@rel='canonical'][@href]")
    return (base.get("href") or "").strip() if base is not None else ""
