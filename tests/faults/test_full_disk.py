"""A full disk, at each write: the publication is one whole state, the message says what is wrong, and the next run
with room completes.

A sample of the writes; `benchmarks/faults.py` goes through all of them.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.moments import WRITES, Moment, spread
from tests.faults.states import Story

_DETACH = 2


@pytest.mark.parametrize("moment", spread(WRITES, 7), ids=str)
def test_a_write_that_finds_the_disk_full_loses_nothing(story: Story, tmp_path: Path, moment: Moment) -> None:
    data = story.begin(tmp_path)
    story.told_of_full_disk(story.strike(data, moment, kills=False))
    assert story.victims.hit() == str(moment)
    story.state(data)
    story.finish(data)


class SmallDisk:
    """A file system in memory, of a size that can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._libc = ctypes.CDLL(None, use_errno=True)

    def mount(self, kilobytes: int, *, again: bool = False) -> None:
        flags = 32 if again else 0  # MS_REMOUNT
        options = f"size={kilobytes}k".encode()
        if self._libc.mount(b"tmpfs", os.fsencode(self.folder), b"tmpfs", flags, options):
            code = ctypes.get_errno()
            pytest.skip(f"needs the right to mount a small file system ({os.strerror(code)})")

    def used(self) -> int:
        """Kilobytes."""
        status = os.statvfs(self.folder)
        return (status.f_blocks - status.f_bfree) * status.f_frsize // 1024

    def unmount(self) -> None:
        self._libc.umount2(os.fsencode(self.folder), _DETACH)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    disk = SmallDisk(folder)
    disk.mount(200_000)
    yield disk
    disk.unmount()


def test_a_real_disk_that_fills_up_on_the_way_loses_nothing(story: Story, small_disk: SmallDisk) -> None:
    data = story.begin(small_disk.folder)
    for room in (8, 200, 2_000):
        small_disk.mount(small_disk.used() + room, again=True)
        story.told_of_full_disk(story.victims.run(data, *story.arriving))
        assert story.state(data) == "old"
    small_disk.mount(200_000, again=True)
    story.finish(data)
