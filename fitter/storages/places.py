"""Where the file of a key is, and how it is opened without leaving the root.

A root holds two kinds of files. *Given* files are what people put there: their names are the keys, letter for letter.
*Own* files are what ``put`` wrote: their names end in ``.fitter``, so that ``a`` (the file ``a.fitter``) and ``a/b``
(in the folder ``a``) can both be kept. A file of such a name that does not carry the envelope's mark is somebody's all
the same: it has no key, and it stays. But names of results hold a digest, which nobody gives to files of his own: what
has one was cut before its mark, by a power cut, say.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from fitter import Descriptor
from fitter.storages.sealed_file import is_ours, key_of

SUFFIX = ".fitter"
"""What the names of own files end in."""
FOLDER = ".fitter"
"""The folder in the root where files lie until they are whole. No key leads there: own names never start with a dot."""

_DEPTH = 16  # names in a path and bytes in a name: together they stay below the kernel's 4096 for a path
_LONGEST = 200
_ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG}
_RESULT = re.compile(r"(?:.*[^0-9a-f])?[0-9a-f]{32}(?:[0-9a-f]{32})?(?:\.[a-z0-9]+)?\.fitter")
_LOOK = os.O_PATH | os.O_CLOEXEC  # a handle that neither reads nor wakes a device or a FIFO
_FOLDER = _LOOK | os.O_DIRECTORY | os.O_NOFOLLOW


def own_names(key: str) -> list[str]:
    """The folders and, last, the name (without suffix) of the own file of a key; no two keys have the same."""
    return [_own(part) for part in key.split("/", _DEPTH - 1)]


def _own(part: str) -> str:
    name = quote(part, safe=":=,@+& ", errors="surrogatepass") or "%"
    if name.startswith("."):
        name = "%2E" + name[1:]
    if name.endswith(SUFFIX):  # as a folder it would pass for a file
        name = name.removesuffix(SUFFIX) + "%2E" + SUFFIX[1:]
    if len(name) > _LONGEST:  # "%~" is in no quoted name
        name = name[:100] + "%~" + hashlib.sha256(name.encode()).hexdigest()
    return name


def is_deep(key: str) -> bool:
    """Whether a key has more parts than there are folders, so that those beside what is below it share its folder."""
    return key.count("/") >= _DEPTH


def given_name(key: str) -> str | None:
    """The path below the root of the given file of a key, or None where no given file can be.

    Leading slashes are dropped. Hidden files, ``.`` and ``..``, empty parts and own files have no key.
    """
    name = key.lstrip("/")
    plain = all(part and not part.startswith(".") for part in name.split("/"))
    return name if plain and "\0" not in name and not name.endswith(SUFFIX) else None


def open_file(root: Path, name: str) -> Descriptor | None:
    """Open a regular file for reading; None if there is none, or if a symbolic link leads out of the root.

    What is checked is the file that is open and not its path, so nobody can swap it in between; and it is opened for
    reading only after the check.

    Raises:
        OSError: the file is there but cannot be opened.
    """
    try:
        handle = Descriptor(os.open(f"{root}/{name}", _LOOK), 0)
    except UnicodeEncodeError:
        return None
    except OSError as error:
        if error.errno in _ABSENT:
            return None
        raise
    link = f"/proc/self/fd/{handle.number}"
    found = os.readlink(link)  # noqa: PTH115  each request comes here, and Path takes three times as long
    inside = found.startswith(os.path.realpath(root).rstrip("/") + "/")
    regular = stat.S_ISREG(os.fstat(handle.number).st_mode)
    return Descriptor(os.open(link, os.O_RDONLY | os.O_CLOEXEC)) if inside and regular else None


def open_folder(root: Path, names: Sequence[str], *, make: bool = False) -> Descriptor:
    """A handle of a folder below the root, for the ``dir_fd`` of other calls. Symbolic links are not followed.

    Raises:
        OSError: it is not there and is not to be made, or cannot be, or is no folder.
    """
    if make:
        root.mkdir(parents=True, exist_ok=True)
    here = Descriptor(os.open(root, _LOOK | os.O_DIRECTORY), 0)
    for name in names:
        if make:
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, dir_fd=here.number)
        here = Descriptor(os.open(name, _FOLDER, dir_fd=here.number), 0)
    return here


def is_own(path: str, folder: int | None = None) -> bool:
    """Whether the file at a path, below an open folder if one is given, is ours, be it cut.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    if _RESULT.fullmatch(os.path.basename(path)):  # noqa: PTH119  a look at a root comes here for each file
        return stat.S_ISREG(os.lstat(path, dir_fd=folder).st_mode)
    return is_ours(path, folder)


def remove_file(folder: Descriptor, name: str, below: str = "") -> None:
    """Remove an own file, if its key begins so; one that is somebody's stays.

    Raises:
        OSError: it is not there, or cannot be read, or removed.
    """
    if is_own(name, folder.number) and (not below or (key_of(name, folder.number) or "").startswith(below)):
        os.unlink(name, dir_fd=folder.number)


def set_aside(folder: Descriptor, name: str) -> str | None:
    """Give a file that is somebody's a hidden name beside its own, so that an own file can be put in its place.

    It may also be an own one that was cut at its beginning, so nothing of an empty file is kept. The new name, or None.

    Raises:
        OSError: it cannot be read, or renamed.
    """
    try:
        if is_own(name, folder.number) or not os.lstat(name, dir_fd=folder.number).st_size:
            return None
        aside = f".{name}.{secrets.token_hex(4)}"
        os.rename(name, aside, src_dir_fd=folder.number, dst_dir_fd=folder.number)
    except FileNotFoundError:
        return None
    return aside


def remove_own(folder: Descriptor, below: str = "") -> None:
    """Remove all own files below a folder whose keys begin so, and then the folders that are empty."""
    listed = Descriptor(os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder.number), 0)
    with os.scandir(listed.number) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in found:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # somebody else was faster
            if not is_folder and name.endswith(SUFFIX):
                remove_file(listed, name, below)
            elif is_folder and not name.startswith("."):
                remove_own(Descriptor(os.open(name, _FOLDER, dir_fd=listed.number), 0), below)
                with contextlib.suppress(OSError):  # not empty
                    os.rmdir(name, dir_fd=listed.number)


def prune(root: Path, names: Sequence[str]) -> None:
    """Remove a folder below the root if it is empty, and so upwards."""
    with contextlib.suppress(OSError):
        for count in range(len(names), 0, -1):
            root.joinpath(*names[:count]).rmdir()
