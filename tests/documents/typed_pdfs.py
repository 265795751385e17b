"""PDFs typed by hand: content 300 points wide and 200 high, laid on its page level or turned."""

from pathlib import Path

Laid = tuple[int, int, int, str]  # width, height, /Rotate, matrix

# Level, and sideways on a page without /Rotate.
LEVEL: Laid = (300, 200, 0, "1 0 0 1 0 0")
UP: Laid = (200, 300, 0, "0 1 -1 0 200 0")
DOWN: Laid = (200, 300, 0, "0 -1 1 0 0 300")

# Two rows of two cells, corners at x 20, 120, 220 and y 150, 130, 110 from the foot: 50, 70, 90 from the top.
TABLE = """0.5 w
20 150 m 220 150 l 20 130 m 220 130 l 20 110 m 220 110 l
20 110 m 20 150 l 120 110 m 120 150 l 220 110 m 220 150 l S
BT /F 10 Tf 25 135 Td (201) Tj 100 0 Td (1,234.50) Tj -100 -20 Td (203) Tj 100 0 Td (76.00) Tj ET
BT /F 10 Tf 20 170 Td (Revenue and expenditure) Tj ET
"""


def pdf(path: Path, *pages: tuple[Laid, str], origin: int = 0) -> Path:
    """A file of these pages: how their content is laid on them, and the content."""
    parts = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for (width, height, rotate, matrix), content in pages:
        stream = f"1 0 0 1 {origin} {origin} cm {matrix} cm\n{content}"
        box = f"{origin} {origin} {width + origin} {height + origin}"
        parts += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Rotate {rotate}/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {len(parts) + 2} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    kids = " ".join(f"{number} 0 R" for number in range(4, len(parts) + 1, 2))
    parts[1] = f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    path.write_text(f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size {len(parts) + 1}>>\n%%EOF", encoding="ascii")
    return path
