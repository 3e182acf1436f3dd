"""What all operations share: a URL segment whose typed fields are its arguments."""

# Annotations are not put off here: pydantic would evaluate those of this class again for each of its many subclasses.
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Self, get_origin
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from fitter.errors import BadArgument
from fitter.picture import Image
from fitter.protocols import Detector
from fitter.values import Output, Size, plain
from fitter.wording import explain, field_says, place


class Segment(BaseModel):
    """An operation: subclass it, give it a name, typed fields and one of ``apply`` and ``configure``.

    The fields are the arguments in the order of the URL. A field with a default may be left out. ``tuple[X, ...]`` as
    the last field takes all arguments that are left.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        defer_build=True,  # few are asked for in one process, and to build all of them takes it a third of a second
    )

    name: ClassVar[str]
    """The word in the URL."""
    filter: ClassVar[str | None] = None
    """Its name inside ``filters:``, where thumbor's differs."""
    example: ClassVar[str]
    """A path without signature that shows what it does; the tests run it and the reference page shows it."""
    usage: ClassVar[str] = ""
    """How it is written, where that is not its name and arguments."""
    separator: ClassVar[str] = ","
    """What stands between its arguments in the URL."""
    in_key: ClassVar[bool] = True
    """Whether two URLs that differ in this alone give different pictures."""
    alone: ClassVar[bool] = False
    """Whether no operation may stand beside it that would give another picture."""
    first: ClassVar[bool] = False
    """Whether it runs before everything else when it stands in ``filters:``, which come behind the size."""

    def apply(self, image: Image) -> Image:
        """The picture after this operation."""
        return image

    def mark(self, image: Image) -> Image:
        """The picture under ``debug/``: after this operation, or with a mark of what it would have done."""
        return self.apply(image)

    def configure(self, output: Output) -> Output:
        """How the picture is to be written after this operation."""
        return output

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of further pictures that it needs, such as a watermark's; they are loaded as the source is."""
        return ()

    def bounds_with(self, size: Size, others: Sequence[Image]) -> Size:
        """The largest size that ``combine`` can make; asked before it runs, where it depends on the others."""
        return self.bounds(size)

    def combine(self, image: Image, others: Sequence[Image]) -> Image:
        """The picture after an operation that has sources; the others are theirs, in their order."""
        return self.apply(image)

    def scaled(self, density: float) -> Self:
        """The same operation on a screen with so many device pixels for each pixel: all that is in pixels, times it."""
        return self

    def after(self, width: int | str, height: int | str, adaptive: bool = False, upscale: bool = True) -> Self:
        """The same operation behind a size in the URL, where it depends on it; 0 is a side that was left open.

        An adaptive size is turned as the picture lies; orig is a side of the picture before that size, and without
        upscale no side is longer than that.
        """
        return self

    def measured(self, whole: Size) -> Self:
        """The same operation where it depends on the size that the picture had before the last size in the URL."""
        return self

    def aimed(self, image: Image, detector: Detector) -> Self:
        """The same operation for this picture, where it depends on what is to be seen there."""
        return self

    def bounds(self, size: Size) -> Size:
        """The largest size that a picture of this size can become; asked before any pixel is touched."""
        return size

    @classmethod
    def parse(cls, arguments: list[str]) -> Self:
        """The operation from its decoded arguments in order.

        Raises:
            BadArgument: too many, missing, of the wrong type or out of range; the text names the argument.
        """
        fields = list(cls.model_fields.items())
        values: dict[str, Any] = {}
        if fields and get_origin(fields[-1][1].annotation) is tuple:
            count = len(fields) - 1
            rest = arguments[count:]
            values[fields[-1][0]] = () if rest == [""] else tuple(rest)
            arguments = arguments[:count]
        if len(arguments) > len(fields):
            raise BadArgument(f"{cls.name}: {_takes(cls)}, got {len(arguments)}.")
        # An argument left empty between commas is an argument left out.
        values |= {name: text for (name, _), text in zip(fields, arguments, strict=False) if text != ""}
        return cls.build(**values)

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """The operation from a call inside ``filters:``; override it where thumbor means something else."""
        return cls.parse(arguments)

    @classmethod
    def build(cls, **values: Any) -> Self:
        """The operation from named values; raises BadArgument with every problem in one sentence each."""
        try:
            return cls(**values)
        except ValidationError as error:
            found = (f"{cls.name}: {where} {what}." for where, what in problems(cls, error))
            raise BadArgument(" ".join(found)) from None

    @property
    def text(self) -> str:
        """The canonical segment: one spelling for one meaning."""
        arguments = [_argument(getattr(self, name), field) for name, field in type(self).model_fields.items()]
        while arguments and arguments[-1] is None:
            arguments.pop()
        return self.name + (":" + self.separator.join(one or "" for one in arguments) if arguments else "")


def problems(operation: type[Segment], error: ValidationError) -> Iterator[tuple[str, str]]:
    """What is wrong with named values: the place of each, and what must be there."""
    fields = set()
    for one in error.errors(include_url=False):
        # A type of several kinds has a problem for each, and a list one for each that it holds: the first says it all.
        if (field := one["loc"][:1]) not in fields:
            fields.add(field)
            where = [*field, *(step for step in one["loc"][1:] if isinstance(step, int))]
            yield place(where), explain(operation, one, null=False)


def _argument(value: Any, field: FieldInfo) -> str | None:
    if not field.is_required() and value == field.get_default(call_default_factory=True):
        return None
    if isinstance(value, tuple):
        return ",".join(_written(one) for one in value) or None
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return plain(value)
    return quote(str(value), safe="!$'*;@-._~")


def _takes(operation: type[Segment]) -> str:
    fields = operation.model_fields
    if not fields:
        return "takes no arguments"
    allowed = "; ".join(f"{name}: {field_says(field, null=False)}" for name, field in fields.items())
    return f"takes at most {len(fields)} ({allowed})"
