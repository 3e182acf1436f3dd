"""How much memory a worker has in use, and the error for a picture that needs more than that."""

from __future__ import annotations

import os

from fitter.errors import LimitExceeded

_PAGE = os.sysconf("SC_PAGE_SIZE")
_NEARLY = 0.9


def resident(process: int | str = "self") -> int:
    """Bytes of real memory that a process has in use; 0 when there is no such process."""
    return _pages(process, 1) * _PAGE


def claimed(process: int | str = "self") -> int:
    """Bytes that the kernel counts against the limit of its own, written to or not; 0 when there is no such process."""
    return _pages(process, 5) * _PAGE


def nearly_all(claimed: int, allowed: int | None) -> bool:
    """Whether so much is claimed that a library may find no memory, and end the process for that."""
    return allowed is not None and claimed > _NEARLY * allowed


def _pages(process: int | str, column: int) -> int:
    try:
        with open(f"/proc/{process}/statm", "rb") as file:  # noqa: PTH123  Path takes twice the time, 20 times a second
            return int(file.read().split()[column])
    except (OSError, IndexError):
        return 0  # it ended meanwhile


def too_much(allowed: int | None) -> LimitExceeded:
    """The error for a picture that does not fit into the memory that a worker may use."""
    amount = f"the {allowed / 2**20:.0f} MiB that are" if allowed else "is"
    return LimitExceeded(f"Making this picture needs more memory than {amount} allowed here; try a smaller source.")
