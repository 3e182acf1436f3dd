"""What is to be made: each source and where its result goes, checked before any work."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from fitter.local.names import PICTURES, format_of, renamed
from fitter.local.workshop import Recipe
from fitter.problems import ConfigError

PIPE = "-"
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Task:
    """One picture to make."""

    source: Path | None  # None: standard input
    target: Path | None  # None: standard output
    name: PurePath  # of the result below its folder
    format: str | None = None  # that it is written in; None: as the operations and the source say
    there: bool = False  # whether something has the target's name

    @property
    def called(self) -> str:
        """The source, as people are told of it."""
        return "standard input" if self.source is None else str(self.source)


@dataclass(frozen=True, slots=True)
class Naming:
    """How results are called."""

    recipe: Recipe
    format: str | None = None  # asked for beside the operations
    keep_suffix: bool = False

    def of(self, name: PurePath) -> tuple[PurePath, str | None]:
        """The name and the format of the result of a source of that name."""
        if self.recipe.output.meta:
            return name.with_name(name.name + ".json") if self.keep_suffix else name.with_suffix(".json"), None
        if not self.recipe.is_picture or not name.suffix:
            return name, self.format
        format = self.format or self.recipe.output.format or format_of(name) or "png"
        return renamed(name, format, keep_suffix=self.keep_suffix), format

    def for_file(self, target: Path) -> str | None:
        """The format of a result whose name is given."""
        asked = self.format or self.recipe.output.format
        if not self.recipe.is_picture:
            return None
        said = format_of(target)
        if said is None and asked is None:
            raise ConfigError([f"{target}: no format is written whose names end so; name it .jpg, or use --format"])
        if said and asked and said != asked:
            raise ConfigError([f"{target}: its name says {said}, and {asked} is asked for"])
        return said or asked


def tasks(sources: Sequence[str], target: str, naming: Naming, further: Iterable[Path]) -> list[Task]:
    """A task for each source, in order.

    Args:
        sources: files, folders and patterns, or ``-``.
        target: a file, a folder, or ``-``.
        naming: how results are called.
        further: other files that no result may replace.

    Raises:
        ConfigError: there is nothing to do, or a result would replace a source or another result.
    """
    try:
        found = _tasks(sources, target, naming)
        problems = list(_problems(found, further))
    except OSError as error:
        raise ConfigError([f"{error.filename}: cannot be looked at: {error.strerror}"]) from None
    if problems:
        more = [f"and {len(problems) - _SHOWN} more like these"] if len(problems) > _SHOWN else []
        raise ConfigError(problems[:_SHOWN] + more)
    return found


def _tasks(sources: Sequence[str], target: str, naming: Naming) -> list[Task]:
    if PIPE in (*sources, target):
        return [_piped(sources, target, naming)]
    if _is_folder(sources, target):
        if PurePath(target).suffix.lower() in PICTURES and not (target.endswith("/") or Path(target).exists()):
            raise ConfigError([f"{target}: several results need a folder; write {target}/ if that is to be one"])
        return list(_into(Path(target), sources, naming))
    file = Path(target)
    return [Task(_existing(sources[0]), file, PurePath(file.name), naming.for_file(file), os.path.lexists(file))]


def _piped(sources: Sequence[str], target: str, naming: Naming) -> Task:
    if len(sources) > 1 or _is_many(sources[0]):
        raise ConfigError(["- stands for one picture: one source, and one file or - for the result"])
    source = None if sources[0] == PIPE else _existing(sources[0])
    if target == PIPE:
        return Task(source, None, PurePath(PIPE), naming.format)
    file = Path(target)
    if file.is_dir():
        raise ConfigError([f"{target}: is a folder, and what comes from standard input has no name there"])
    return Task(source, file, PurePath(file.name), naming.for_file(file), os.path.lexists(file))


def _is_folder(sources: Sequence[str], target: str) -> bool:
    return len(sources) > 1 or _is_many(sources[0]) or target.endswith("/") or Path(target).is_dir()


def _is_many(source: str) -> bool:
    return Path(source).is_dir() or (not Path(source).exists() and glob.has_magic(source))


def _into(folder: Path, sources: Sequence[str], naming: Naming) -> Iterator[Task]:
    if folder.exists() and not folder.is_dir():
        raise ConfigError([f"{folder}: is a file; several results need a folder"])
    seen = set[tuple[str, PurePath]]()
    for text in sources:
        for source, below in _found(text, folder):
            if (once := (os.path.realpath(source), below)) not in seen:
                seen.add(once)
                name, format = naming.of(below)
                yield Task(source, folder / name, name, format, os.path.lexists(folder / name))


def _found(text: str, leave: Path) -> Sequence[tuple[Path, PurePath]]:
    """The files that an argument stands for, and what each is called below the folder of the results."""
    path, found = Path(text), list[tuple[Path, PurePath]]()
    if path.is_dir():
        found = [(file, file.relative_to(path)) for file in _walk(path, leave)]
    elif path.exists() or not glob.has_magic(text):
        return [(_existing(text), PurePath(path.name))]
    else:
        found = list(_matches(text, leave))
    if not found:
        raise ConfigError([f"{text}: there is no picture; what is looked for ends in {', '.join(sorted(PICTURES))}"])
    return found


def _matches(pattern: str, leave: Path) -> Iterator[tuple[Path, PurePath]]:
    """As for a folder: ``**`` goes into no links, which may lead back, and nothing into hidden folders."""
    root = _root(pattern)
    rest = PurePath(pattern).relative_to(root)
    try:
        matches = sorted(root.glob(str(rest / "*" if rest.name == "**" else rest)))
    except ValueError:
        raise ConfigError([f"{pattern}: ** stands for folders alone, as in photos/**/*.jpg"]) from None
    for file in matches:
        below = file.relative_to(root)
        folders = [one for one in below.parents if one.name]
        left = any(one.name.startswith(".") or _is_same(root / one, leave) for one in folders)
        if _is_picture(file) and not left:
            yield file, below


def _walk(folder: Path, leave: Path) -> Iterator[Path]:
    """All pictures below, but those of hidden folders and of the one for the results."""
    for at, folders, files in os.walk(folder, onerror=_unreadable):
        here = Path(at)
        folders[:] = sorted(one for one in folders if not one.startswith(".") and not _is_same(here / one, leave))
        yield from (here / name for name in sorted(files) if _is_picture(here / name))


def _unreadable(error: OSError) -> None:  # os.walk would pass over it without a word
    raise error


def _is_picture(file: Path) -> bool:
    return file.suffix.lower() in PICTURES and not file.name.startswith(".") and file.is_file()


def _is_same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


def _root(pattern: str) -> Path:
    """The folders in front of the first wildcard."""
    parts = PurePath(pattern).parts
    first = next(at for at, part in enumerate(parts) if glob.has_magic(part))
    return Path(*parts[:first])


def _existing(text: str) -> Path:
    if not Path(text).exists():
        raise ConfigError([f"{text}: there is no such file or folder"])
    return Path(text)


def _problems(found: Iterable[Task], further: Iterable[Path]) -> Iterator[str]:
    found = list(found)
    kept = {place: file for file in further if (place := _place(file))}
    kept |= {place: one.source for one in found if one.source and (place := _place(one.source))}
    taken = dict[tuple[str, str], Task]()
    for one in found:
        if one.target is None:
            continue
        file = kept.get(_place(one.target) or (-1, -1))
        if file is not None:
            same = "" if file == one.target else f", which is the source {file}"
            yield f"{one.target}: a result never replaces a source{same}; choose another folder or name"
        where = os.path.realpath(one.target.parent), one.target.name
        if (other := taken.setdefault(where, one)) is not one:
            yield (
                f"{one.target}: would be the result of {other.called} and of {one.called};"
                " --keep-suffix keeps their names apart where these differ in their ending"
            )


def _place(file: Path) -> tuple[int, int] | None:
    """What is the same for all names of a file: links of both kinds, and other spellings."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
