"""What the kernel alone can see to between processes: who ends with whom, and who may look into whom."""

from __future__ import annotations

import ctypes
import os

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


def end_with(parent: int, number: int) -> None:
    """Get this signal when the thread that started this process ends, however that comes; end now if it has.

    Raises:
        SystemExit: the parent was gone before.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit


def hide() -> None:
    """Close the environment and the memory of this process, where the signing keys are, to others of the same user.

    A worker is such another: a decoder that was taken over must not find in ``/proc`` what it was not given. Nothing is
    hidden from root, who may read everybody's memory, and nothing of what stands in files that this user can read.
    """
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
