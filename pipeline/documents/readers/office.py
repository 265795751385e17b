"""LibreOffice, where it is installed: older office formats turned into the newer ones that are read here.

Belongs here: finding the program and running it so that it can do no harm and ends in time.
Does not: reading what it wrote (`docx`, `workbook`).

It runs as a process of its own with the limits of the reading process, which it inherits (1 GiB of address space is
enough: the largest file seen takes 0.4), and in the same process group, so that it ends when the sandbox ends
the reader. It is started as `soffice.bin`: the `soffice` beside it is a script that starts another program that
starts this one, and ending the script would leave the last running. Its profile is a new folder for every file,
removed afterwards, whose settings forbid macros and loading anything a document links to.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from pipeline.documents.limits import Limits
from pipeline.errors import UnreadableFile, UnsupportedFormat

# Of the time a file may take; the rest is for reading what was written.
SHARE_OF_TIME = 0.75
# A new profile makes the program ask to be started again; the script it comes with does so too.
_START_AGAIN = 81
_STARTS = 3

# Named for the program: left to guess, it shows damaged bytes as text of some other format.
IMPORT_FILTERS = MappingProxyType({"doc": "MS Word 97", "rtf": "Rich Text Format", "xls": "MS Excel 97"})

_SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" \
oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" \
oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" \
oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


def find_office() -> Path | None:
    """The program itself; None where LibreOffice is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    program = Path(found).resolve().with_name("soffice.bin")
    return program if program.is_file() else None


@contextmanager
def converted(path: Path, kind: str, to: str, limits: Limits) -> Iterator[Path]:
    """A temporary copy of `path` (a file of `kind`) in the format `to`: docx or xlsx.

    Raises UnsupportedFormat where LibreOffice is not installed, and UnreadableFile where it cannot open the file,
    says nothing, or takes too long.
    """
    program = find_office()
    if program is None:
        raise UnsupportedFormat(
            f"reading files of kind {kind} needs LibreOffice, which is not installed: install it (packages "
            "libreoffice-writer and libreoffice-calc), or open the file in an office program and save it as "
            f"{to.upper()} or PDF"
        )
    with tempfile.TemporaryDirectory(prefix="budget-office-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        # The name of the received file is not passed on: it may look like an option or an address.
        source = folder / f"file.{kind}"
        shutil.copyfile(path, source)
        _run(program, profile, source, to, folder / "out", limits)
        result = folder / "out" / f"file.{to}"
        if not result.is_file():
            raise UnreadableFile(
                f"LibreOffice cannot open the file as {kind}; it may be damaged or protected by a password: "
                "open it in an office program and save it as PDF"
            )
        yield result


def _run(program: Path, profile: Path, source: Path, to: str, out: Path, limits: Limits) -> None:
    command = [
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--nologo",
        "--norestore",
        f"--infilter={IMPORT_FILTERS[source.suffix.removeprefix('.')]}",
        "--convert-to",
        to,
        "--outdir",
        str(out),
        str(source),
    ]
    # Nothing of the caller's settings: no proxy, no home folder, no display.
    environment = {"PATH": os.defpath, "HOME": str(profile), "TMPDIR": str(profile.parent), "LC_ALL": "C.UTF-8"}
    allowed = limits.wall_seconds * SHARE_OF_TIME
    for _ in range(_STARTS):
        try:
            ended = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=allowed,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile(
                f"LibreOffice did not open the file within {allowed:g} seconds; "
                "open it in an office program and save it as PDF"
            ) from error
        if ended.returncode != _START_AGAIN:
            return
