"""Pages drawn here, one oddity each: what people see is read, what they do not see is left out – by both readings."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents import readers
from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.model import Document
from pipeline.documents.readers.pdf import characters
from pipeline.documents.readers.pdf.pdfium import PdfiumFile
from pipeline.documents.readers.pdf.reader import read_pdf, read_pdf_again
from pipeline.documents.scans import pages_to_recognise
from pipeline.errors import UnreadableFile

Draw = Callable[[Canvas], None]


def page(tmp_path: Path, draw: Draw) -> Path:
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=(300, 200), invariant=1)
    draw(canvas)
    canvas.save()
    return path


def grid(canvas: Canvas) -> None:
    """Two rows, two columns; cell corners at x 20, 120, 220 and y 150, 130, 110."""
    for y in (150, 130, 110):
        canvas.line(20, y, 220, y)
    for x in (20, 120, 220):
        canvas.line(x, 110, x, 150)


def texts(document: Document) -> list[str]:
    [table] = document.tables
    return [cell.text for cell in table.cells]


@pytest.fixture(params=[lambda path: read_pdf(path, DEFAULT), read_pdf_again], ids=["pdfium", "pdfplumber"])
def read(request: pytest.FixtureRequest) -> Callable[[Path], Document]:
    reader: Callable[[Path], Document] = request.param
    return reader


def test_the_text_of_each_cell_is_read_with_its_place(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(25, 135, "201")
        canvas.drawString(125, 135, "1,234.50")
        canvas.drawString(25, 115, "202")

    document = read(page(tmp_path, draw))
    assert texts(document) == ["201", "1,234.50", "202", ""]
    cell = document.tables[0].cells[1]
    assert cell.box is not None
    assert cell.ink is not None
    assert (cell.box.x0, cell.box.top, cell.box.x1, cell.box.bottom) == pytest.approx((120, 50, 220, 70), abs=1)
    assert cell.box.x0 < cell.ink.x0 < cell.ink.x1 < cell.box.x1


def test_the_slices_of_a_pie_are_no_cells(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        for number, label in enumerate(("7%", "10%", "83%")):
            canvas.setFillGray(0.3 + 0.2 * number)
            canvas.wedge(60, 40, 180, 160, 90 * number, 90, stroke=0, fill=1)
            canvas.setFillGray(0)
            canvas.drawString(110 + 20 * number, 110, label)

    assert not read(page(tmp_path, draw)).tables


def test_a_stop_at_the_left_of_its_square_leaves_no_space_in_the_number(
    tmp_path: Path, read: Callable[[Path], Document]
) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        for place, sign in enumerate("1,857.40"):
            canvas.drawString(125 + 7 * place, 135, sign)

    assert "1,857.40" in texts(read(page(tmp_path, draw)))


def test_white_rectangles_are_no_rulings(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        for y in (150, 145, 141, 120):
            canvas.rect(20, y, 200, 15, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        grid(canvas)
        canvas.drawString(25, 135, "a")

    document = read(page(tmp_path, draw))
    assert document.tables[0].row_count == 2


def test_invisible_text_is_left_out(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(25, 135, "12")
        hidden = canvas.beginText(45, 135)
        hidden.setTextRenderMode(3)
        hidden.textOut("999")
        canvas.drawText(hidden)

    document = read(page(tmp_path, draw))
    assert texts(document)[0] == "12"
    assert document.pages[0].hidden_count == 3


def test_text_clipped_away_is_left_out(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(25, 135, "12")
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(20, 110, 100, 20)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(45, 135, "999")  # above the clip
        canvas.drawString(45, 115, "34")  # inside it
        canvas.restoreState()

    document = read(page(tmp_path, draw))
    assert texts(document) == ["12", "", "34", ""]


def test_a_line_cut_by_the_side_of_its_cell_stays_in_its_cell(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(25, 113, "34")
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(20, 130, 100, 20)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(25, 140, "12")
        canvas.drawString(45, 125, "999")  # the second line of a cell too low for two: the upper part of it shows
        canvas.restoreState()

    upper, _, lower, _ = texts(read(page(tmp_path, draw)))
    assert (upper.split(), lower) == (["12", "999"], "34")


@pytest.mark.parametrize(
    ("alpha", "is_drawn_first", "seen"), [(255, False, []), (0, False, ["1,234.50"]), (255, True, ["1,234.50"])]
)
def test_text_below_a_picture_of_the_whole_page_is_left_out_unless_it_shows_through(
    tmp_path: Path, alpha: int, is_drawn_first: bool, seen: list[str]
) -> None:
    picture = ImageReader(Image.new("RGBA", (60, 40), (255, 255, 255, alpha)))

    def draw(canvas: Canvas) -> None:
        for step in ["picture", "text"] if is_drawn_first else ["text", "picture"]:
            if step == "text":
                canvas.drawString(25, 135, "1,234.50")
            else:
                canvas.drawImage(picture, 0, 0, 300, 200, mask="auto")

    document = read_pdf(page(tmp_path, draw), DEFAULT)
    assert [paragraph.text for paragraph in document.paragraphs] == seen
    assert document.pages[0].hidden_count == (0 if seen else len("1,234.50"))


@pytest.mark.parametrize(("letters", "is_picture"), [(40, True), (3, False)])
def test_a_page_of_letters_turned_into_curves_is_a_picture(tmp_path: Path, letters: int, is_picture: bool) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(letters):
            x, y = 20 + 12 * (number % 20), 150 - 20 * (number // 20)
            path = canvas.beginPath()
            path.moveTo(x, y)
            for corner in range(12):
                path.curveTo(x + 8, y + corner, x + 8, y + 8 - corner, x + corner, y + 8)
            canvas.drawPath(path, stroke=0, fill=1)

    assert bool(pages_to_recognise(read_pdf(page(tmp_path, draw), DEFAULT))) is is_picture


def test_text_off_the_page_is_left_out(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(25, 135, "12")
        canvas.drawString(25, -30, "far below")

    document = read(page(tmp_path, draw))
    assert document.paragraphs == []


def test_a_number_broken_over_two_lines_of_a_cell_keeps_the_break(
    tmp_path: Path, read: Callable[[Path], Document]
) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (150, 110, 90):
            canvas.line(20, y, 220, y)
        for x in (20, 120, 220):
            canvas.line(x, 90, x, 150)
        canvas.drawString(25, 135, "244,895")
        canvas.drawString(25, 118, ".02")

    assert texts(read(page(tmp_path, draw)))[0] == "244,895\n.02"


def test_two_numbers_side_by_side_in_one_cell_are_not_glued(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(25, 135, "100")
        canvas.drawString(70, 135, "200")

    assert texts(read(page(tmp_path, draw)))[0] == "100 200"


def test_bold_drawn_twice_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(25, 135, "1,234.50")
        canvas.drawString(25.3, 135, "1,234.50")

    assert texts(read_pdf(page(tmp_path, draw), DEFAULT))[0] == "1,234.50"


def test_lines_that_run_full_width_are_joined_and_titles_are_not(tmp_path: Path) -> None:
    path = tmp_path / "text.pdf"
    canvas = Canvas(str(path), pagesize=(300, 200), invariant=1)
    canvas.drawString(100, 180, "A TITLE")
    canvas.drawString(30, 150, "x" * 42)
    canvas.drawString(20, 135, "the end.")
    canvas.drawString(30, 110, "Another one.")
    canvas.save()
    assert [p.text for p in read_pdf(path, DEFAULT).paragraphs] == ["A TITLE", "x" * 42 + "the end.", "Another one."]


def test_half_a_pdf_is_refused_with_a_reason(tmp_path: Path) -> None:
    whole = page(tmp_path, grid).read_bytes()
    half = tmp_path / "half.pdf"
    half.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile, match="damaged"):
        read_pdf(half, DEFAULT)


def test_more_pages_than_allowed_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    canvas = Canvas(str(path), pagesize=(300, 200), invariant=1)
    for _ in range(2):
        grid(canvas)
        canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableFile, match="2 pages"):
        read_pdf(path, Limits(max_pages=1))


def test_text_cut_by_the_inner_of_two_clips_is_left_out(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        for x, width in ((10, 250), (20, 100)):
            path = canvas.beginPath()
            path.rect(x, 100, width, 60)
            canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(25, 135, "12")
        canvas.drawString(130, 135, "999")  # inside the outer clip only

    document = read(page(tmp_path, draw))
    assert texts(document) == ["12", "", "", ""]
    assert document.pages[0].hidden_count == 3


@pytest.mark.parametrize(("x", "y"), [(100, 135), (125, 108.5)], ids=["over a side", "over the side below"])
def test_a_number_that_runs_over_a_side_of_its_cell_stays_whole(tmp_path: Path, x: float, y: float) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(x, y, "4,370.10")

    assert [text for text in texts(read_pdf(page(tmp_path, draw), DEFAULT)) if text] == ["4,370.10"]


def test_a_label_longer_than_its_cell_leaves_the_number_beside_it_alone(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(22, 135, "administration mmm")
        canvas.drawRightString(218, 135, "370.00")

    assert texts(read_pdf(page(tmp_path, draw), DEFAULT))[:2] == ["administration mmm", "370.00"]


def test_codes_in_narrow_columns_stay_in_their_columns(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (150, 130, 110):
            canvas.line(20, y, 80, y)
        for x in (20, 40, 60, 80):
            canvas.line(x, 110, x, 150)
        for x, code in ((22, "201"), (44, "03"), (61, "01")):
            canvas.drawString(x, 135, code)

    assert texts(read_pdf(page(tmp_path, draw), DEFAULT))[:3] == ["201", "03", "01"]


def test_a_watermark_across_the_cells_is_told_and_in_no_number(
    tmp_path: Path, read: Callable[[Path], Document]
) -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas)
        canvas.drawString(25, 135, "12")
        canvas.drawString(125, 135, "34")
        canvas.drawString(20, 160, "Revenue and expenditure")
        canvas.saveState()
        canvas.translate(40, 105)
        canvas.rotate(20)
        canvas.drawString(0, 0, "2024 draft 2024")
        canvas.restoreState()

    document = read(page(tmp_path, draw))
    assert texts(document) == ["12", "34", "", ""]
    [remark] = document.remarks
    assert remark.what == "text_at_an_angle"
    assert remark.printed_text.replace(" ", "") == "2024draft2024"


@pytest.mark.parametrize("angle", [90, 270])
def test_a_page_that_is_turned_to_be_read_is_read_upright(tmp_path: Path, angle: int) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(300, 200), invariant=1)  # the size as shown
    canvas.setPageRotation(angle)
    if angle == 90:
        canvas.translate(200, 0)
        canvas.rotate(90)
    else:
        canvas.translate(0, 300)
        canvas.rotate(270)
    grid(canvas)
    canvas.drawString(25, 135, "201")
    canvas.drawString(125, 135, "1,234.50")
    canvas.save()
    document = read_pdf(path, DEFAULT)
    assert texts(document)[:2] == ["201", "1,234.50"]
    assert not document.remarks


def raw_page(tmp_path: Path, characters: str, text: str) -> Path:
    """A page with one line of `text` in a font whose map from codes to characters holds `characters` only."""
    content = f"BT /F 12 Tf 20 100 Td ({text}) Tj ET"
    cmap = (
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        f"{characters.count(' <')} beginbfchar {characters} endbfchar endcmap"
    )
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    return _raw(tmp_path, parts)


def _raw(tmp_path: Path, parts: list[str]) -> Path:
    """A file of these objects, without a table of where they are: readers find them."""
    path = tmp_path / "raw.pdf"
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    path.write_text(f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size {len(parts) + 1}>>\n%%EOF", encoding="ascii")
    return path


def test_a_rare_character_of_two_codes_is_one(tmp_path: Path) -> None:
    document = read_pdf(raw_page(tmp_path, "<41> <D842DFB7>", "A1"), DEFAULT)
    assert [paragraph.text for paragraph in document.paragraphs] == ["\U00020bb71"]


def test_a_glyph_that_is_mapped_to_nothing_is_told_and_leaves_no_number(tmp_path: Path) -> None:
    document = read_pdf(raw_page(tmp_path, "<44> <0000>", "1D2"), DEFAULT)
    assert [paragraph.text for paragraph in document.paragraphs] == ["1\ufffd2"]
    assert [remark.what for remark in document.remarks] == ["glyphs_without_unicode"]


def test_what_is_asked_of_all_glyphs_of_a_page_at_once_is_what_is_asked_of_each(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_pages() -> list[object]:
        found: list[object] = []
        for path in sorted((shared / "disclosures").rglob("*.pdf")):
            with PdfiumFile(path) as file:
                found += [file.ink(number) for number in range(1, min(file.page_count, 6) + 1)]
        return found

    at_once = first_pages()
    monkeypatch.setattr(characters, "_is_plain", lambda *_: False)
    assert first_pages() == at_once


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("/FreeText/Contents(1,234.50)", "WATER 1,234.50"),
        ("/Widget/FT/Tx/T(a)/V(1,234.50)", "WATER 1,234.50"),
        ("/Stamp", "WATER 1,234.50"),
        ("/Highlight/QuadPoints[100 165 180 165 100 145 180 145]", "WATER"),
        ("/FreeText/Contents(1,234.50)/F 2", "WATER"),  # hidden
    ],
)
def test_what_was_typed_onto_a_page_or_into_its_fields_is_read_with_it(
    tmp_path: Path, read: Callable[[Path], Document], kind: str, seen: str
) -> None:
    drawn, laid_over = "BT /F 12 Tf 20 150 Td (WATER) Tj ET", "BT /F 12 Tf 2 4 Td (1,234.50) Tj ET"
    font = "/Resources<</Font<</F 5 0 R>>>>"
    parts = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]{font}/Contents 4 0 R/Annots[6 0 R]>>",
        f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Type/Annot/Subtype{kind}/Rect[100 145 180 165]/AP<</N 7 0 R>>>>",
        f"<</Subtype/Form/BBox[0 0 80 20]{font}/Length {len(laid_over)}>>stream\n{laid_over}\nendstream",
    ]
    assert [paragraph.text for paragraph in read(_raw(tmp_path, parts)).paragraphs] == [seen]


def a_table(canvas: Canvas) -> None:
    for y in (150, 125, 100, 75, 50):
        canvas.line(40, y, 280, y)
    for x in (40, 120, 200, 280):
        canvas.line(x, 50, x, 150)


def a_chart(canvas: Canvas) -> None:
    canvas.rect(2, 2, 316, 196)  # its frame
    for number, share in enumerate((30, 80, 55)):
        canvas.rect(60 + 70 * number, 40, 40, share, stroke=0, fill=1)
    for y in (60, 90, 120, 150):
        canvas.line(40, y, 280, y)
    canvas.line(40, 40, 280, 40)
    canvas.line(40, 40, 40, 170)


@pytest.mark.parametrize(("shows", "told"), [(a_table, ["picture_in_document"]), (a_chart, [])])
def test_a_picture_of_a_table_between_the_lines_of_a_text_is_told_and_a_chart_is_not(
    tmp_path: Path, shows: Callable[[Canvas], None], told: list[str]
) -> None:
    shown = Canvas(str(tmp_path / "shown.pdf"), pagesize=(320, 200), invariant=1)
    shows(shown)
    shown.save()
    document = pypdfium2.PdfDocument(tmp_path / "shown.pdf")
    picture = ImageReader(document[0].render(scale=2.5).to_pil())
    document.close()
    canvas = Canvas(str(tmp_path / "text.pdf"), pagesize=(400, 500), invariant=1)
    for line in range(3):
        canvas.drawString(40, 450 - 15 * line, "What the departments of the town will spend in the coming year.")
    canvas.drawImage(picture, 40, 120, 320, 200)
    canvas.save()
    remarks = readers.READERS["pdf"](tmp_path / "text.pdf", DEFAULT).remarks
    assert [remark.what for remark in remarks] == told
    assert all(remark.box == pytest.approx((40, 180, 360, 380), abs=1) for remark in remarks)


def test_files_that_a_pdf_carries_with_it_are_told(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 200)
    document.new_attachment("预算表.xlsx").set_data(b"PK")
    document.save(tmp_path / "cover.pdf")
    document.close()
    [remark] = read_pdf(tmp_path / "cover.pdf", DEFAULT).remarks
    assert remark.what == "attachment_not_read"
    assert "预算表.xlsx" in remark.detail
