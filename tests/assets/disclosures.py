"""Files for the tests of runs: two tiny disclosures, and files that are none.

Belongs here: what a run reads. Does not: what a reader makes of broken files (tests/documents).
"""

from __future__ import annotations

from pathlib import Path

# One organisation in two years would be two batches; both offices are of one year and region.
_TEXT = """# {organisation}2024年部门预算情况说明

## 一、部门预算总体情况

（一）收入预算。2024年预算收入合计{total}元。

## 2024年部门收支预算总表

部门全称：{organisation}

单位：元

收入\t\t支出\t
项目\t预算数\t项目\t预算数
合计\t{total}\t合计\t{total}
一、本年收入合计\t{total}\t一、本年支出合计\t{total}
一般公共预算财政拨款资金\t{total}\t一般公共服务支出\t{first}
政府性基金预算财政拨款资金\t\t社会保障和就业支出\t{second}
"""


def disclosure(organisation: str, first: int = 700, second: int = 300) -> str:
    """A budget of one form, in yuan; its sums hold."""
    numbers = {"first": f"{first:,}.00", "second": f"{second:,}.00", "total": f"{first + second:,}.00"}
    return _TEXT.format(organisation=organisation, **numbers)


GOOD = {
    "one.txt": disclosure("重庆市渝北区示例一局"),
    "two.txt": disclosure("重庆市渝北区示例二局", 20, 5),
}
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
NO_DISCLOSURE = "通知\n\n明天上午九点在三楼会议室开会，请准时参加。\n"


def write_good(folder: Path) -> list[Path]:
    """The disclosures that can be read."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_written(folder / name, text.encode()) for name, text in GOOD.items()]


def write_bad(folder: Path, whole_pdf: bytes) -> list[Path]:
    """An empty file, half a PDF, a picture under a wrong name, a text about something else."""
    contents = {
        "empty.pdf": b"",
        "half.pdf": whole_pdf[: len(whole_pdf) // 2],
        "picture.pdf": PNG,
        "notice.txt": NO_DISCLOSURE.encode(),
    }
    return [_written(folder / name, content) for name, content in contents.items()]


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
