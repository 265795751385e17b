"""PDF files that are broken or mean harm, written object by object.

Belongs here: making them. Does not: what becomes of them (`test_hostile_files`).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(path: Path, objects: Iterable[bytes]) -> Path:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        places = []
        for number, content in enumerate(objects, 1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start))
    return path


def stream(content: bytes, words: bytes = b"", *, deflate: bool = True) -> bytes:
    if deflate:
        content, words = zlib.compress(content, 9), words + b"/Filter/FlateDecode"
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), words, content)


def page_of(path: Path, content: bytes, resources: bytes = b"", more: Sequence[bytes] = (), box: int = 600) -> Path:
    """A PDF of one page with this stream as content; `more` are the objects from number 6 on."""
    return pdf(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>"
            % (box, box, resources),
            content,
            _FONT,
            *more,
        ],
    )


def words_on_a_page(path: Path, password: str | None = None) -> Path:
    lock = StandardEncryption(password, ownerPassword="owner", strength=128) if password is not None else None
    canvas = Canvas(str(path), encrypt=lock, invariant=1)
    canvas.drawString(72, 720, "Budget 2026")
    canvas.save()
    return path


def cut(path: Path, share: float) -> Path:
    words_on_a_page(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def strokes(path: Path, count: int) -> Path:
    """One path object for every stroke."""
    return page_of(path, stream(b"".join(b"%d %d m %d 590 l S\n" % (n % 600, n % 590, n % 600) for n in range(count))))


def one_long_path(path: Path, count: int) -> Path:
    return page_of(path, stream(b"0 0 m\n" + b"".join(b"%d %d l\n" % (n % 599, n % 587) for n in range(count)) + b"S"))


def crossing_lines(path: Path, count: int) -> Path:
    """A grid of `count` lines each way: count squared cells from few objects, half a point apart."""
    far = 3 * count
    across = b"".join(b"0 %d m %d %d l S\n" % (3 * n, far, 3 * n) for n in range(count))
    down = b"".join(b"%d 0 m %d %d l S\n" % (3 * n, 3 * n, far) for n in range(count))
    return page_of(path, stream(across + down), box=far)


def characters(path: Path, count: int) -> Path:
    line = b"(" + b"7" * 1000 + b") Tj T*\n"
    return page_of(path, stream(b"BT /F 1 Tf 1 TL 10 590 Td\n" + line * (count // 1000) + b"ET"))


def many_pages(path: Path, count: int) -> Path:
    kids = b" ".join(b"%d 0 R" % number for number in range(4, count + 4))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 3 0 R>>"
    head = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), stream(b"0 0 m")]

    def objects() -> Iterator[bytes]:
        yield from head
        for _ in range(count):
            yield page

    return pdf(path, objects())


def claims_pages(path: Path, count: int) -> Path:
    """The page tree says more than it holds."""
    return pdf(path, [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[]>>" % count])


def pages_in_a_ring(path: Path) -> Path:
    return pdf(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 9/Kids[3 0 R 2 0 R 3 0 R]/Parent 2 0 R>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        ],
    )


def forms_in_forms(path: Path, depth: int, times: int) -> Path:
    """Each form shows the next `times` times: times ** depth objects from a few lines."""
    forms = [
        stream(
            b"/N Do " * times,
            b"/Type/XObject/Subtype/Form/BBox[0 0 600 600]/Resources<</XObject<</N %d 0 R>>>>" % (7 + level),
        )
        for level in range(depth)
    ]
    forms.append(stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 600 600]"))
    return page_of(path, stream(b"/N Do"), b"/XObject<</N 6 0 R>>", forms)


def a_form_in_itself(path: Path) -> Path:
    words = b"/Type/XObject/Subtype/Form/BBox[0 0 600 600]/Resources<</XObject<</N 6 0 R>>>>"
    return page_of(path, stream(b"/N Do"), b"/XObject<</N 6 0 R>>", [stream(b"/N Do", words)])


def _deflated_zeros(count: int) -> bytes:
    """`count` spaces, packed piece by piece."""
    packer, out, piece = zlib.compressobj(9), io.BytesIO(), b" " * (1 << 20)
    for _ in range(count >> 20):
        out.write(packer.compress(piece))
    out.write(packer.flush())
    return out.getvalue()


def bomb(path: Path, size: int, *, twice: bool = False) -> Path:
    """A page whose content unpacks to `size` spaces."""
    content, filters = _deflated_zeros(size), b"/Filter/FlateDecode"
    if twice:
        content, filters = zlib.compress(content, 9), b"/Filter[/FlateDecode/FlateDecode]"
    return page_of(path, stream(content, filters, deflate=False))


def picture(path: Path, side: int, box: int = 600) -> Path:
    """A page of one picture of side x side black points, a bit each."""
    words = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray" % (side, side)
    packer, out, row = zlib.compressobj(9), io.BytesIO(), bytes((side + 7) // 8)
    for _ in range(side):
        out.write(packer.compress(row))
    out.write(packer.flush())
    image = stream(out.getvalue(), words + b"/Filter/FlateDecode", deflate=False)
    content = stream(b"%d 0 0 %d 0 0 cm /I Do" % (box, box))
    return page_of(path, content, b"/XObject<</I 6 0 R>>", [image], box)


def deep_lists(path: Path, depth: int) -> Path:
    return page_of(path, stream(b"[" * depth + b"]" * depth + b" 0 d 0 0 m 9 9 l S"))
