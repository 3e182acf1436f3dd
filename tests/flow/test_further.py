"""Further pictures on their way through the flow: loaded side by side and once, and their errors name the operation."""

from __future__ import annotations

import asyncio
import gc
import os
from dataclasses import replace

import pytest

from fitter import Blob
from fitter.errors import BadArgument, BadPath, FitterError, OriginFailed, SourceNotAllowed, SourceTooLarge
from fitter.flow.flow import Flow
from fitter.flow.trace import Trace
from tests.flow.storages import Dict, settle
from tests.flow.test_flow import GRAMMAR, SIGNER, Maker, flow, played
from tests.operations import stage

MARKED = "watermark:m.png,0,0,0/watermark:n.png,0,0,0/watermark:m.png,9,9,0/watermark:a.jpg,0,0,0/a.jpg"


class Refusing(Dict):
    """Has sources and errors."""

    def __init__(self, errors: dict[str, FitterError], **blobs: Blob) -> None:
        super().__init__(**blobs)
        self.errors = errors

    async def get(self, key: str) -> Blob | None:
        found = await super().get(key)
        if key in self.errors:
            raise self.errors[key]
        return found


def wide(sources: Dict, maker: Maker) -> Flow:
    return replace(flow(Dict(), sources, maker), path_bytes=1000)


def pictures(*keys: str) -> dict[str, Blob]:
    return {key: Blob(key.encode()) for key in keys}


def test_each_is_loaded_once_and_all_at_the_same_time() -> None:
    async def scene() -> None:
        maker, sources = Maker(), Dict(**pictures("a.jpg", "m.png", "n.png"))
        sources.gate.clear()
        asked = asyncio.ensure_future(wide(sources, maker)(SIGNER.sign(MARKED), {}, Trace()))
        await settle()
        assert sources.asked == ["a.jpg", "m.png", "n.png"]
        sources.gate.set()
        assert (await asked).blob.read().startswith(b"a.jpg m.png n.png ")
        assert maker.made == [GRAMMAR.write(GRAMMAR.parse(MARKED))]

    played(scene)


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (None, BadArgument, "watermark: the picture 'm.png' cannot be used: There is no source of this name."),
        (SourceNotAllowed("Not this host."), BadArgument, "watermark: .* cannot be used: Not this host."),
        (SourceTooLarge("Too large."), BadArgument, "watermark: .*m.png.* Too large."),
        (OriginFailed("It answers 500.", retry_after=7), OriginFailed, "watermark: .*m.png.* It answers 500."),
    ],
)
def test_what_is_wrong_with_one_is_the_operations_error(
    error: FitterError | None, kind: type[FitterError], said: str
) -> None:
    async def scene() -> None:
        sources = Refusing({"m.png": error} if error else {}, **pictures("a.jpg", "n.png"))
        with pytest.raises(kind, match=said) as raised:
            await wide(sources, Maker())(SIGNER.sign(MARKED), {}, Trace())
        assert raised.value.retry_after == (error.retry_after if error else None)
        assert error is None or "watermark" not in error.detail, "others may have got the same error for their source"

    played(scene)


def test_a_failure_ends_the_other_loads_and_holds_no_file() -> None:
    def files() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  opens none itself

    async def scene() -> None:
        loaded = {"a.jpg": Blob(Blob(b"a").descriptor(), modified=1)}
        sources = Refusing({"n.png": SourceNotAllowed()}, **loaded)
        del loaded
        one = wide(sources, Maker())
        before = files()
        for _ in range(5):
            with pytest.raises(BadArgument):
                await one(SIGNER.sign(MARKED.replace("m.png", "n.png")), {}, Trace())
            sources.kept["a.jpg"] = Blob(Blob(b"a").descriptor())
        await settle()
        assert files() == before
        assert not one.load.flight._runs

    gc.collect()
    gc.disable()
    try:
        played(scene)
    finally:
        gc.enable()


def test_more_than_eight_are_refused_before_anything_is_asked() -> None:
    path = "/".join([*(f"watermark:{number},0,0,0" for number in range(8)), "watermark:a,0,0,0", "watermark:1,0,0,0"])
    assert len(GRAMMAR.parse(f"{path}/a").sources) == 9
    with pytest.raises(BadPath, match="more than 8 further pictures"):
        GRAMMAR.parse(f"{path}/watermark:9,0,0,0/a")


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (Blob(b"no picture"), "watermark: the picture 'm' cannot be used: The source is not a picture"),
        (Blob(stage.quad().read()[:-60]), "watermark: the picture 'm' cannot be used: The source is broken"),
        (stage.png(stage.plain(9000, 9000, 9)), "watermark: the picture 'm' cannot be used: The source has 81000000"),
    ],
)
def test_one_that_is_no_picture_is_the_operations_error_too(mark: Blob, said: str) -> None:
    with pytest.raises(BadArgument, match=said):
        stage.answer("watermark:m,0,0,0/a.png", stage.quad(800, 600), mark)
