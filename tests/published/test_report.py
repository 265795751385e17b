"""The report: it opens from disk, hangs together, and its marks stand on the numbers it speaks of."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from dataclasses import replace
from importlib import resources
from pathlib import Path

import duckdb
import pdfplumber
import pytest
from lxml import html
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

import pipeline.report
from pipeline.documents.readers.pdf.picture import photograph
from pipeline.errors import UsageError
from pipeline.report import contents, make_report
from pipeline.report.pictures import Pictures
from pipeline.report.unchanged import made_from
from pipeline.report.words import hidden, without_contacts, words
from pipeline.settings import Settings
from tests.documents.typed_pdfs import DOWN, UP, Laid, pdf
from tests.faults.browser import PROGRAM, browser
from tests.published.conftest import SAMPLES

PACKAGE = Path(pipeline.report.__file__).parent
WATERWORKS = "f9c02ea934b16849"


@pytest.fixture(scope="session")
def report(published_samples: Settings) -> Path:
    return make_report(published_samples).folder


def pages(report: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.fromstring(path.read_text(encoding="utf-8")) for path in sorted(report.rglob("*.html"))}


def disclosure_of(report: Path, organisation: str) -> Path:
    (path,) = [
        path for path in report.glob("disclosures/*.html") if f"<title>{organisation}" in path.read_text("utf-8")
    ]
    return path


def parts(page: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """`tag.class tag.class` below the page, as a person would write it in a style sheet."""
    steps = [step.partition(".") for step in path.split()]
    return page.xpath(
        "".join(
            f"//{tag}" + (f"[contains(concat(' ', @class, ' '), ' {name} ')]" if name else "") for tag, _, name in steps
        ).replace("//", ".//", 1)
    )


def test_every_link_leads_to_a_file_of_the_folder_and_a_place_on_it(report: Path) -> None:
    found = pages(report)
    ids = {path: set(page.xpath("//@id")) for path, page in found.items()}
    for path, page in found.items():
        assert len(ids[path]) == len(page.xpath("//@id")), f"{path.name} gives an id twice"
        for link in page.xpath("//@href | //@src"):
            if link == "data:,":
                continue
            assert not re.match(r"[a-z]+:|//|/", link), f"{path.name} leads out of the folder: {link}"
            file, _, place = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.is_file(), f"{path.name}: {link}"
            assert not place or place in ids[target], f"{path.name}: {link}"


def test_nothing_of_a_page_names_a_host(report: Path) -> None:
    for path in [*report.rglob("*.html"), *report.glob("*.css"), *report.glob("*.js")]:
        assert not re.search(r"https?://|@import|url\(", path.read_text(encoding="utf-8")), path.name


def test_every_marked_box_contains_the_number_it_speaks_of(report: Path) -> None:
    checked = 0
    with pdfplumber.open(SAMPLES / "waterworks-2025.pdf") as document:
        for mark in parts(html.fromstring(disclosure_of(report, "青禾县水务局").read_text("utf-8")), "svg.marks rect"):
            x0, top, width, height = (float(mark.get(side)) for side in ("x", "y", "width", "height"))
            page = document.pages[int(mark.get("data-page")) - 1]
            inside = page.crop((x0, top, x0 + width, top + height)).extract_text()
            assert inside.strip() == mark.get("data-printed")
            checked += 1
    assert checked >= 10


def test_the_planted_error_shows_its_page_both_sides_and_what_would_fit(report: Path) -> None:
    page = html.fromstring(disclosure_of(report, "青禾县水务局").read_text("utf-8"))
    (finding,) = parts(page, "article.error")
    assert parts(finding, "b.printed")[0].text == "4,268,320.50"
    assert parts(finding, "b.suggested")[0].text == "4,286,320.50"
    assert [cell.text for cell in parts(parts(finding, "table.sides tbody tr")[0], "td.number")] == [
        "4,268,320.50",
        "4,286,320.50",
        "-18,000",
    ]
    picture = parts(finding, "div.sheet img")[0].get("src")
    assert f"{WATERWORKS}-p006" in picture
    with Image.open(report / "pages" / Path(picture).name) as image:
        assert image.format == "JPEG" and min(image.size) > 700
    assert len(parts(parts(finding, "details.page")[0], "rect.blamed")) == 1
    (blamed,) = parts(page, "td.blamed a")
    assert blamed.text == "4,268,320.50" and blamed.get("href") == f"#{finding.get('id')}"


def test_every_published_number_of_a_disclosure_stands_on_its_page_once(
    report: Path, published_samples: Settings
) -> None:
    page = html.fromstring(disclosure_of(report, "重庆市渝北区工商业联合会").read_text("utf-8"))
    with duckdb.connect(str(published_samples.published / "current" / "budget.duckdb"), read_only=True) as database:
        known = database.execute(
            "SELECT amount_id, printed_text FROM preferred_amount JOIN document USING (document_id) "
            "WHERE organisation_name = '重庆市渝北区工商业联合会'"
        ).fetchall()
    shown = {number.get("id"): number.text for number in parts(page, "table.printed td.number a")}
    assert shown == dict(known) and known


def test_the_same_publication_gives_the_same_bytes(published_samples: Settings, report: Path, tmp_path: Path) -> None:
    def hashes(folder: Path) -> dict[str, str]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    again = make_report(published_samples, tmp_path / "again").folder
    assert hashes(again) == hashes(report)
    make_report(published_samples, tmp_path / "again")  # over the old one, with its pictures used again
    assert hashes(again) == hashes(report)


def test_only_pages_whose_rows_changed_are_made_again(
    published_samples: Settings, report: Path, tmp_path: Path
) -> None:
    own = replace(published_samples, data=tmp_path)
    shutil.copytree(published_samples.data, own.data, symlinks=True, dirs_exist_ok=True)
    folder = make_report(own).folder
    made = {page: page.stat().st_ino for page in folder.glob("disclosures/*.html")}
    published = own.published / "current"
    with duckdb.connect(str(published / "budget.duckdb")) as database:
        database.execute("UPDATE finding SET title_zh = title_zh || '？' WHERE severity = 'error'")
        database.execute("UPDATE publication SET publication_id = 'another'")
    make_report(own)
    kept = {page for page, inode in made.items() if page.stat().st_ino == inode}
    assert set(made) - kept == {disclosure_of(folder, "青禾县水务局")}
    assert "？" in disclosure_of(folder, "青禾县水务局").read_text("utf-8")
    assert "another" in (folder / "publication.js").read_text("utf-8")


def test_a_page_is_made_again_where_a_sentence_it_may_quote_reads_otherwise(
    published_samples: Settings, tmp_path: Path
) -> None:
    shutil.copy(published_samples.published / "current" / "budget.duckdb", tmp_path / "budget.duckdb")
    with duckdb.connect(str(tmp_path / "budget.duckdb")) as database:
        contents.prepare(database)
        heads = contents.disclosures(database)
        before = made_from(database, heads, {})
        claiming = {id_ for (id_,) in database.execute("SELECT DISTINCT document_id FROM claim").fetchall()}
        database.execute("UPDATE claim SET sentence = sentence || '？'")
        after = made_from(database, heads, {})
    speaking = {head["disclosure_id"] for head in heads if claiming & set(head["document_ids"])}
    assert speaking == {id_ for id_ in before if before[id_] != after[id_]} != set()


@pytest.mark.parametrize("is_between_renames", [True, False])
def test_what_a_killed_run_left_is_cleared_and_the_old_report_comes_back(
    published_samples: Settings, report: Path, tmp_path: Path, is_between_renames: bool
) -> None:
    folder, no_process = tmp_path / "report", 2**22 + 1  # above the largest number a process can have
    shutil.copytree(report, tmp_path / f".report-building-{no_process}")
    old = tmp_path / f".report-building-{no_process}-old" if is_between_renames else folder
    shutil.copytree(report, old)
    page = next((old / "disclosures").iterdir())
    name, number = page.name, page.stat().st_ino
    make_report(published_samples, folder)
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    assert (folder / "disclosures" / name).stat().st_ino == number, "what was set aside was used again"


def test_originals_stand_beside_the_pages_only_when_asked_for(published_samples: Settings, tmp_path: Path) -> None:
    folder = make_report(published_samples, tmp_path / "with", with_files=True).folder
    page = html.fromstring(disclosure_of(folder, "青禾县水务局").read_text("utf-8"))
    links = {link for link in page.xpath("//td/a/@href") if "files/" in link}
    assert f"../files/{WATERWORKS}.pdf#page=6" in links
    assert not (published_samples.data / "report" / "files").exists()


def test_a_folder_that_holds_something_else_is_left_alone(published_samples: Settings, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="holds something that is no report"):
        make_report(published_samples, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_without_a_publication_the_next_step_is_told(settings: Settings) -> None:
    with pytest.raises(UsageError, match="budget run makes one"):
        make_report(settings)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系人：某某，下午在", "联系人…，下午在"),
        ("咨询电话 023-12345678", "咨询电话…"),
        ("请拨 13800000000 问", "请拨 … 问"),
        ("邮电费和电话费 1,380.00", "邮电费和电话费 1,380.00"),
        ("合计 13,800,000,000.00 元", "合计 13,800,000,000.00 元"),
    ],
)
def test_contacts_are_struck_out_and_numbers_are_not(text: str, shown: str) -> None:
    assert without_contacts(text) == shown


def test_no_contact_of_the_samples_stands_on_a_page(report: Path) -> None:
    contacts = re.findall(
        r"联系人[:：]?\s*(\S{2,4}?)[\s，,；;]|(\d{3,4}-\d{7,8})", (SAMPLES / "federation-2024.txt").read_text("utf-8")
    )
    known = {part for pair in contacts for part in pair if part}
    assert known
    for path in report.rglob("*.html"):
        assert not [part for part in known if part in path.read_text(encoding="utf-8")], path.name


def test_a_line_with_a_telephone_is_painted_over_on_the_picture(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "page.pdf"), pagesize=(300, 200))
    canvas.drawString(20, 150, "010-12345678")
    canvas.drawString(20, 50, "4,268,320.50")
    canvas.save()
    (_, _, content) = photograph(tmp_path / "page.pdf", [1], hide=hidden(), dots_per_inch=72)[1]
    with Image.open(io.BytesIO(content)) as image:
        darkest = [
            min(image.convert("L").crop((0, top, 300, top + 14)).get_flattened_data()) for top in (200 - 162, 200 - 62)
        ]
    assert darkest[0] > 150, "the telephone can still be read"
    assert darkest[1] < 100, "the amount is still there"


@pytest.mark.parametrize(
    ("laid", "telephone", "amount"),
    [
        (UP, (38, 0, 52, 300), (138, 0, 152, 300)),
        (DOWN, (148, 0, 162, 300), (48, 0, 62, 300)),
        ((300, 200, 0, "-1 0 0 -1 300 200"), (0, 148, 300, 162), (0, 48, 300, 62)),
        ((200, 300, 90, "0 1 -1 0 200 0"), (0, 38, 300, 52), (0, 138, 300, 152)),
    ],
)
def test_a_line_with_a_telephone_is_painted_over_however_its_page_is_turned(
    tmp_path: Path, laid: Laid, telephone: tuple[int, ...], amount: tuple[int, ...]
) -> None:
    content = "BT /F 12 Tf 20 150 Td (010-12345678) Tj 0 -100 Td (4,268,320.50) Tj ET"
    path = pdf(tmp_path / "page.pdf", (laid, content))
    (_, _, made) = photograph(path, [1], hide=hidden(), dots_per_inch=72)[1]
    with Image.open(io.BytesIO(made)) as image:
        darkest = [min(image.convert("L").crop(area).get_flattened_data()) for area in (telephone, amount)]
    assert darkest[0] > 150, "the telephone can still be read"
    assert darkest[1] < 100, "the amount is still there"


def test_a_file_of_which_no_picture_can_be_made_has_none_and_the_others_have(tmp_path: Path) -> None:
    for name in ("first", "second"):
        canvas = Canvas(str(tmp_path / f"{name}.pdf"), pagesize=(300, 200))
        canvas.drawString(20, 50, "4,268,320.50")
        canvas.save()
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    (tmp_path / "report" / "pages").mkdir(parents=True)
    pictures = Pictures(tmp_path / "report", tmp_path / "before")
    names = ("first", "broken", "second")
    made = dict(pictures.of(names, lambda name: {name: (tmp_path / f"{name}.pdf", (1,))}, 1))
    assert list(made) == list(names)
    assert {name: list(found) for name, found in made.items()} == {
        "first": [("first", 1)],
        "broken": [],
        "second": [("second", 1)],
    }
    assert pictures.count == len(list((tmp_path / "report" / "pages").iterdir())) == 2


def test_every_word_has_both_languages_and_is_used(report: Path) -> None:
    templates = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.html"))
    code = "".join(path.read_text("utf-8") for path in PACKAGE.glob("*.py"))
    built = {"error", "warning", "info", "budget", "final_account", "department", "unit", "partly_read", "not_read"}
    built |= {"holds", "rounding", "breaks", "not_evaluable", "not_applicable"}
    for key, (chinese, english) in words().items():
        assert chinese and english, key
        assert f'"{key}"' in templates + code or key in built or key.endswith("_cause"), f"{key} is not used"


def test_pages_have_landmarks_labels_and_scopes(report: Path) -> None:
    for path, page in pages(report).items():
        root = page.getroottree().getroot()
        assert root.get("lang") == "zh-Hans" and page.xpath("//title/text()"), path.name
        assert [len(page.xpath(f"//{name}")) for name in ("main", "header", "h1")] == [1, 1, 1], path.name
        assert all(image.get("alt") for image in page.xpath("//img")), path.name
        assert all(cell.get("scope") for cell in page.xpath("//th")), path.name
        assert all(part.get("aria-label") or part.get("aria-labelledby") for part in page.xpath("//*[@role='group']"))
        assert not page.xpath("//*[@tabindex and not(@role)]"), path.name
        labels = set(page.xpath("//@aria-labelledby"))
        assert labels <= set(page.xpath("//@id")), path.name


@pytest.mark.skipif(PROGRAM is None, reason="needs Debian's chromium")
def test_a_browser_shows_the_finding_at_once_on_desk_and_phone_without_asking_a_network(
    report: Path, tmp_path: Path
) -> None:
    address = disclosure_of(report, "青禾县水务局").as_uri()
    with browser(tmp_path / "profile") as page:
        for width in (1280, 390):
            page.call(
                "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
            )
            page.open(address)
            assert "4,286,320.50" in page.wait_for("核对发现", "21303")
            assert "Findings" not in page.text()
            assert page.script("document.documentElement.scrollWidth") == width
            asked = page.script("JSON.stringify(performance.getEntriesByType('resource').map(e => e.name))")
            assert asked.count("file://") == asked.count('"') // 2
            page.script("document.getElementById('language').click()")
            assert "Findings" in page.wait_for("Would fit")
            page.script("localStorage.clear()")
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


@pytest.mark.skipif(PROGRAM is None, reason="needs Debian's chromium")
def test_axe_core_has_nothing_serious_against_a_page_on_desk_and_phone(report: Path, tmp_path: Path) -> None:
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    [organisation, *_] = sorted(report.glob("organisations/*.html"))
    with browser(tmp_path / "profile") as page:
        for path in (report / "index.html", organisation, disclosure_of(report, "青禾县水务局")):
            for width in (1280, 390):
                page.call(
                    "Emulation.setDeviceMetricsOverride",
                    width=width,
                    height=900,
                    deviceScaleFactor=1,
                    mobile=width < 600,
                )
                page.open(path.as_uri())
                page.wait_for("核对")
                assert page.accessibility(axe) == [], f"{path.name} at {width}"
        page.script("document.querySelector('main').innerHTML = '<img src=\"data:,\"><a href=\"#\"></a>'")
        assert {rule for rule, *_ in page.accessibility(axe)} >= {"image-alt", "link-name"}, "axe-core looks at nothing"
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)
