"""Every argument of every operation, given what no one would mean: a picture, or the client's error that names it."""

from __future__ import annotations

from collections.abc import Iterator

from fitter import BadRequest, Blob, FitterError, Segment, resolve
from fitter.settings.config import Settings
from fitter.settings.limits import Limits
from fitter.url.vocabulary import filter_name
from fitter.workers.greeting import hello
from fitter.workers.work import Work
from tests.operations import stage
from tests.table import table

ODD = [
    *("0", "-0", "1", "-1", "2", "0.5", "360", "255", "256", "1e3", "1e9", "-1e9", "1e-9", "1e400", "-1e400"),
    *("nan", "inf", "-inf", "9" * 300, "0" * 300 + "1", "0x10", "1_000", "1,5", "", " ", "true", "none", "auto"),
    *(
        "%00",
        "%ff",
        "%F0%9F%90%8E",
        "a" * 300,
        "..%2f..%2fetc%2fpasswd",
        "[(0,0)]",
        "((",
        "'",
        "p",
        "-5p",
        "50p",
        "1e9p",
    ),
    *("1:1", "0:0", "red", "ff0000", "transparent", "1%7C1"),
]
OPERATIONS = resolve.operations([])


def small() -> Work:
    """A worker's work that refuses results which would only cost time here."""
    limits = Limits(result_pixels=300_000, source_pixels=300_000)
    return Work(hello(Settings.model_construct(limits=limits)))


WORK = small()


def calls(operation: type[Segment]) -> Iterator[str]:
    """Segments and filters: one odd argument among those of the example, too many of them, and none."""
    example = next(one for one in stage.grammar().parse(operation.example).operations if isinstance(one, operation))
    name, _, text = example.text.partition(":")
    if name != operation.name:
        return  # written in a way of its own, which the grammar's own tests cover
    count = max(1, len(operation.model_fields))
    good = text.split(operation.separator) if text else []
    for at in range(count):
        for odd in ODD[at % 3 :: 3] if at else ODD:  # arguments of one type behave alike, so they take turns
            given = [*good, *[""] * count][: max(count, len(good))]
            given[at] = odd
            while given and given[-1] == "":
                given.pop()
            yield f"{operation.name}:{operation.separator.join(given)}"
            if not at:  # the other arguments are read as those of the segment
                yield f"filters:{filter_name(operation)}({','.join(given)})"
    yield operation.name
    yield f"filters:{filter_name(operation)}()"
    yield f"{operation.name}:{operation.separator.join('1' * 200)}"
    yield f"filters:{filter_name(operation)}({','.join('1' * 200)})"


def made(text: str, sources: int) -> Blob | FitterError:
    """What the worker answers."""
    try:
        return WORK(text, *[stage.quad(30, 20)] * sources)
    except FitterError as error:
        return error


@table("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_any_argument_is_a_picture_or_an_error_that_says_why(operation: type[Segment]) -> None:
    seen: set[str] = set()
    for call in dict.fromkeys(calls(operation)):
        try:
            plan = stage.grammar().parse(f"{call}/24x16/a.png")
        except BadRequest:
            continue
        text = stage.grammar().write(plan)
        if text in seen:
            continue
        seen.add(text)
        answer = made(text, len(plan.sources))
        if isinstance(answer, Blob):
            assert answer.size, call
        else:
            assert 400 <= answer.status < 500, (call, answer.detail)
            assert answer.detail, call
