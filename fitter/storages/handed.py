"""Files that a web server sends: names, in a folder of their own, that never come to mean another body.

A name in the storage may mean another file a moment after it was looked up. So what was just read and found whole gets
a second name, of its own digest; once the file is kept under its first name no more, that goes after a while.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from fitter import Descriptor
from fitter.storages.places import FOLDER, open_folder
from fitter.storages.sealed_file import attachment

HANDED = "handed"
"""The folder in that of unfinished files."""

_DIGEST = slice(-40, -8)  # of an envelope
_LATE = 60.0  # seconds that a web server has to open a file


def hand(root: Path, file: Descriptor) -> str | None:
    """The second name of an open own file, below ``.fitter/handed``; None where it cannot have one."""
    if not (rest := attachment(file)):
        return None
    digest = rest[_DIGEST].hex()
    folders, name = [FOLDER, HANDED, digest[:2]], f"{digest}-{os.fstat(file.number).st_ino:x}"
    try:
        folder = open_folder(root, folders, make=True)
        with contextlib.suppress(FileExistsError):  # with this number it is this file
            os.link(f"/proc/self/fd/{file.number}", name, src_dir_fd=folder.number, dst_dir_fd=folder.number)
    except OSError:  # it was deleted meanwhile, or this root is only read
        return None
    return f"{digest[:2]}/{name}"


def forget(root: Path) -> None:
    """Remove the second names of files that are not kept any more."""
    for folder in _folders(root / FOLDER / HANDED):
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    found = entry.stat(follow_symlinks=False)
                    if found.st_nlink == 1 and time.time() - found.st_ctime > _LATE:
                        Path(entry.path).unlink()


def _folders(folder: Path) -> list[str]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    return []
