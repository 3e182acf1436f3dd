"""What the kernel alone can see to: who ends with whom, who may look into whom, and how many files may be open."""

from __future__ import annotations

import ctypes
import os
import resource

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


def open_files() -> int:
    """How many files this process may have open; if it may raise that, it has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
