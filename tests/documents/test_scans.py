"""Pages that are pictures: recognised where the extra `ocr` is installed, and never more believed than they deserve."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents import readers
from pipeline.documents.limits import DEFAULT
from pipeline.documents.model import Box, Cell, Document, Page, Paragraph, Remark, Table
from pipeline.documents.readers.pdf.reader import read_pdf
from pipeline.documents.sandbox import read_in_child
from pipeline.documents.scans import pages_to_recognise, with_recognised
from pipeline.errors import UnsupportedFormat

needs_ocr = pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="the extra ocr is not installed")


def drawn(path: Path, line_width: float = 1.0) -> Path:
    """A page with a title and a table of two columns: cell corners at x 40, 160, 280 and y 150, 125, 100, 75."""
    canvas = Canvas(str(path), pagesize=(320, 200), invariant=1)
    canvas.setLineWidth(line_width)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(110, 170, "BUDGET 2026")
    for y in (150, 125, 100, 75):
        canvas.line(40, y, 280, y)
    for x in (40, 160, 280):
        canvas.line(x, 75, x, 150)
    for row, (name, amount) in enumerate((("ITEM", "AMOUNT"), ("WATER", "1,234.50"), ("ROADS", "-78.06"))):
        canvas.drawString(46, 133 - 25 * row, name)
        canvas.drawRightString(274, 133 - 25 * row, amount)
    canvas.save()
    return path


def scanned(path: Path, degrees: float = 0.0) -> Path:
    """The same page as a scanner makes it: one picture, turned by so many degrees against the clock."""
    import pypdfium2

    document = pypdfium2.PdfDocument(drawn(path.with_suffix(".drawn")))
    quarters, size = round(degrees / 90), (320, 200)
    image = document[0].render(scale=200 / 72).to_pil().convert("RGB").rotate(90 * quarters, expand=True)
    image = image.rotate(degrees - 90 * quarters, fillcolor="white", resample=3)
    document.close()
    data = io.BytesIO()
    image.save(data, "PNG")
    wide, high = size[:: -1 if quarters % 2 else 1]
    canvas = Canvas(str(path), pagesize=(wide, high), invariant=1)
    canvas.drawImage(ImageReader(data), 0, 0, wide, high)
    canvas.save()
    return path


@needs_ocr
@pytest.mark.parametrize("degrees", [0.0, 1.0])
def test_a_scanned_page_gives_the_cells_of_the_page_it_shows(tmp_path: Path, degrees: float) -> None:
    [drawn_table] = read_pdf(drawn(tmp_path / "drawn.pdf"), DEFAULT).tables
    document = read_in_child(scanned(tmp_path / "scan.pdf", degrees), "pdf")
    [table] = document.tables
    assert [cell.text for cell in table.cells] == [cell.text for cell in drawn_table.cells]
    assert (table.read_by, document.read_method, document.remarks) == ("ocr", "ocr", ())
    assert [paragraph.text for paragraph in document.paragraphs] == ["BUDGET 2026"]
    if not degrees:
        for cell, there in zip(table.cells, drawn_table.cells, strict=True):
            assert cell.box is not None
            assert there.box is not None
            assert all(abs(a - b) < 1.5 for a, b in zip(cell.box, there.box, strict=True))


@needs_ocr
@pytest.mark.parametrize(
    ("degrees", "turn", "amount"),
    # The cell of 1,234.50 is 160 to 280 from the left and 75 to 100 from the top of the page as drawn.
    [(90, 1, Box(75, 40, 100, 160)), (91, 1, None), (270, 3, Box(100, 160, 125, 280))],
)
def test_a_page_that_lay_sideways_in_the_scanner_is_turned_and_its_cells_are_where_people_see_them(
    tmp_path: Path, degrees: float, turn: int, amount: Box | None
) -> None:
    [drawn_table] = read_pdf(drawn(tmp_path / "drawn.pdf"), DEFAULT).tables
    document = read_in_child(scanned(tmp_path / "scan.pdf", degrees), "pdf")
    [table], [page] = document.tables, document.pages
    assert [cell.text for cell in table.cells] == [cell.text for cell in drawn_table.cells]
    assert (page.turn, document.remarks) == (turn, ())
    [cell] = [cell for cell in table.cells if cell.text == "1,234.50"]
    assert cell.box is not None
    if amount is not None:
        assert page.shown(cell.box) == pytest.approx(amount, abs=1.5)


def test_without_the_extra_the_page_is_a_problem_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cv2", None)
    for module in [name for name in __import__("sys").modules if name.startswith("pipeline.documents.readers.scan.")]:
        monkeypatch.delitem(__import__("sys").modules, module)
    with pytest.raises(UnsupportedFormat, match=r"extra `ocr` \(cv2 is not installed\)"):
        readers.SCAN_READERS["pdf"](tmp_path / "x.pdf", 1)


def test_a_page_is_recognised_where_its_text_layer_says_less_than_its_picture() -> None:
    pages = (
        Page(1, image_share=1.0),
        Page(2, glyph_count=12, image_share=0.9),  # a page number under the picture of a page
        Page(3, glyph_count=600, image_share=0.9),  # letters on a background
        Page(4, glyph_count=300, unmapped_count=250),  # a font without Unicode
        Page(5, glyph_count=300, unmapped_count=3),
        Page(6),  # blank
    )
    assert pages_to_recognise(Document("pdf", (), pages)) == [1, 2, 4]
    assert pages_to_recognise(Document("html", (), pages)) == []


def test_a_recognised_page_takes_the_place_of_its_picture_and_the_others_stay() -> None:
    blocks = (Paragraph("one", page=1), Paragraph("three", page=3))
    remarks = (Remark("picture_only_page", 2), Remark("picture_only_page", 4))
    document = Document("pdf", blocks, tuple(Page(n) for n in (1, 2, 3, 4)), remarks)
    second = Document("pdf", (Paragraph("two", page=2),), (Page(2, glyph_count=3),))
    found = with_recognised(document, {2: second, 4: "the reading process died"})
    assert [paragraph.text for paragraph in found.paragraphs] == ["one", "two", "three"]
    assert [(remark.what, remark.page) for remark in found.remarks] == [("picture_only_page", 4)]
    assert "the reading process died" in found.remarks[0].detail
    assert (found.read_method, found.pages[1].glyph_count) == ("mixed", 3)


def test_places_on_a_recognised_page_are_those_of_its_picture_whatever_way_its_few_letters_ran() -> None:
    document = Document("pdf", (), (Page(1, 300, 200, glyph_count=2, image_share=0.9, turn=1),))
    picture = Document("pdf", (Paragraph("one", page=1),), (Page(1, 200, 300, glyph_count=3),))
    [page] = with_recognised(document, {1: picture}).pages
    assert (page.turn, page.width, page.height) == (0, 200, 300)


def test_a_picture_on_which_nothing_is_recognised_stays_a_problem() -> None:
    empty = Document("pdf", (), (Page(1),))
    [remark] = with_recognised(Document("pdf", (), (Page(1),), ()), {1: empty}).remarks
    assert (remark.what, remark.page) == ("picture_only_page", 1)
    assert "nothing was recognised" in remark.detail


def column(*texts: str) -> Table:
    cells = tuple(Cell(row, 0, text, box=Box(0, 10 * row, 50, 10 * row + 10)) for row, text in enumerate(texts))
    return Table(cells, len(texts), 1, read_by="ocr")


@needs_ocr
@pytest.mark.parametrize(
    ("misread", "why"),
    [
        ("1.234.50", "no number"),
        ("1,23.50", "no number"),
        ("12,34O.50", "no number"),
        ("123450", "no decimal places"),  # the stop was not seen
        ("1,234.5", "1 decimal places"),
        ("1234.50", "thousands"),
        ("012.50", "begin with 0"),
        ("7 5.50.", "no number"),
        ("2Uz0\n1,234.50", "printed over"),  # letters of a stamp
    ],
)
def test_a_number_that_was_not_printed_so_is_marked_with_its_place(misread: str, why: str) -> None:
    from pipeline.documents.readers.scan.grammar import judged
    from pipeline.money import is_number

    table, [remark] = judged(column("1,000.00", "2,500.25", "300.00", "4,100.10", "5,000.00", misread))
    assert [cell.text for cell in table.cells][:5] == ["1,000.00", "2,500.25", "300.00", "4,100.10", "5,000.00"]
    assert table.cells[5].text == misread + "\ufffd"
    assert not is_number(table.cells[5].text)
    assert (remark.what, remark.printed_text) == ("cell_not_recognised", misread)
    assert why in remark.detail
    assert "row 6, column 1 at x 0 to 50, y 50 to 60" in remark.detail


@needs_ocr
@pytest.mark.parametrize(
    "texts", [("2010301", "20103", "201"), ("1", "2", "3"), ("5.00", "-", "0", "", "（1）", "12.5%")]
)
def test_codes_counts_dashes_and_shares_are_no_misreadings(texts: tuple[str, ...]) -> None:
    from pipeline.documents.readers.scan.grammar import judged

    table, remarks = judged(column(*texts))
    assert (tuple(cell.text for cell in table.cells), remarks) == (texts, [])


# Typed from the picture of the page.
PAGE_SEVEN = (
    "67.86", "80.11", "8.35", "9.44%", "51.3", "7.25", "21.56", "12.53", "9.03",
    "55,307.45", "1,168.3", "105.2", "54,033.95", "760.36",
)  # fmt: skip


@needs_ocr
def test_the_numbers_of_a_scanned_narrative_are_those_typed_by_hand(shared: Path) -> None:
    from pipeline.documents.readers.scan.reader import read_scanned_page

    (path,) = (shared / "disclosures" / "beijing").glob("*扫描件.pdf")
    text = "".join(paragraph.text.replace(" ", "") for paragraph in read_scanned_page(path, 7).paragraphs)
    place = 0
    for number in PAGE_SEVEN:
        place = text.index(number, place) + len(number)


def worn(path: Path) -> Path:
    """The same page with hairlines, scanned coarsely: 150 dots an inch, a soft lens, grain, JPEG."""
    import numpy as np
    import pypdfium2
    from PIL import Image, ImageFilter

    document = pypdfium2.PdfDocument(drawn(path.with_suffix(".drawn"), line_width=0.3))
    image = document[0].render(scale=150 / 72).to_pil().convert("RGB").filter(ImageFilter.GaussianBlur(0.6))
    document.close()
    grain = np.random.default_rng(1).normal(0, 9, (image.height, image.width, 1))
    data = io.BytesIO()
    Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8)).save(data, "JPEG", quality=60)
    canvas = Canvas(str(path), pagesize=(320, 200), invariant=1)
    canvas.drawImage(ImageReader(data), 0, 0, 320, 200)
    canvas.save()
    return path


@needs_ocr
def test_hairlines_that_a_coarse_scan_washes_out_are_rulings_still(tmp_path: Path) -> None:
    [drawn_table] = read_pdf(drawn(tmp_path / "drawn.pdf"), DEFAULT).tables
    [table] = read_in_child(worn(tmp_path / "scan.pdf"), "pdf").tables
    assert [cell.text for cell in table.cells] == [cell.text for cell in drawn_table.cells]


@needs_ocr
def test_a_number_that_looks_otherwise_the_second_time_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    from pipeline.documents.readers.scan import words
    from pipeline.documents.readers.scan.grammar import judged
    from pipeline.documents.readers.scan.picture import Scan

    looks = iter((["1,234.50", "1,234.50", "合计"], ["1,234.50", "1,284.50"]))
    monkeypatch.setattr(words, "recognise", lambda pictures: next(looks)[: len(pictures)])
    area = np.zeros((60, 200), np.uint8)
    area[20:40, 20:180] = 255
    scan = Scan(255 - area, area, 200 / 72, 72.0, 72.0, 0.0)
    lines = words.read_lines(scan, [area] * 3, [(0, 0, 200, 60)] * 3, in_cells=3)
    assert [line.text for [line] in lines] == ["1,234.50", "1,234.50\ufffd", "合计"]
    _, [remark] = judged(column("1,234.50", "1,234.50\ufffd"))
    assert (remark.printed_text, remark.what) == ("1,234.50", "cell_not_recognised")
    assert "differently" in remark.detail
