"""Pages that are pictures: which they are, and the Document with what was recognised on them.

Belongs here: choosing pages and putting them together. Does not: recognition (`readers.scan`), its process (`sandbox`).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from pipeline.documents.model import Document, Page, Paragraph, Remark, Table

# A picture may be a coat of arms; of a page it is nearly all.
_PICTURE = 0.3
_MOST_OF_THE_PAGE = 0.5
# A page number and a stamp's date beside the picture of a page.
_FEW_LETTERS = 60
# So many letters without Unicode are a font that says nothing, and not a bullet.
_LETTERS, _UNMAPPED = 20, 0.5
_OF_PICTURES = frozenset({"picture_only_page", "glyphs_without_unicode"})


def pages_to_recognise(document: Document) -> list[int]:
    """Numbers of the pages of a PDF whose text is not in its text layer."""
    return [page.number for page in document.pages if _is_picture(page)] if document.format == "pdf" else []


def _is_picture(page: Page) -> bool:
    if page.glyph_count == 0:
        return page.image_share > _PICTURE
    if page.glyph_count <= _FEW_LETTERS and page.image_share > _MOST_OF_THE_PAGE:
        return True
    return page.glyph_count >= _LETTERS and page.unmapped_count >= _UNMAPPED * page.glyph_count


def with_recognised(document: Document, found: Mapping[int, Document | str]) -> Document:
    """The Document with the blocks of recognised pages; for a page that was not, the reason in its remark."""
    read = {number: page for number, page in found.items() if isinstance(page, Document) and page.blocks}
    blocks: list[Paragraph | Table] = [block for block in document.blocks if block.page not in read]
    remarks = [remark for remark in document.remarks if remark.page not in read or remark.what not in _OF_PICTURES]
    for page in read.values():
        blocks += page.blocks
        remarks += page.remarks
    for number in sorted(found.keys() - read.keys()):
        remarks = [r for r in remarks if r.page != number or r.what not in _OF_PICTURES]
        why = found[number]
        reason = why if isinstance(why, str) else "nothing was recognised on it"
        remarks.append(Remark("picture_only_page", number, detail=f"the text layer says nothing: {reason}"))
    blocks.sort(key=lambda block: block.page)  # stable: within a page the order stays
    pages = tuple(_seen(page, read[page.number].pages[0]) if page.number in read else page for page in document.pages)
    method = document.read_method
    if read:
        method = "ocr" if all(block.page in read for block in blocks) else "mixed"
    return replace(document, blocks=tuple(blocks), pages=pages, remarks=tuple(remarks), read_method=method)


def _seen(page: Page, picture: Page) -> Page:
    """The page with the letters and the coordinates of its picture."""
    return replace(
        page,
        glyph_count=picture.glyph_count,
        unmapped_count=0,
        turn=picture.turn,
        width=picture.width or page.width,
        height=picture.height or page.height,
    )
