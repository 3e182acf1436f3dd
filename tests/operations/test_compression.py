from __future__ import annotations

from fitter.operations.compression import Compression
from tests.contracts.operation import OperationContract
from tests.engines.stage import scene
from tests.operations.encoded import soft, written
from tests.operations.stage import answer


class TestCompression(OperationContract):
    operation = Compression

    def test_harder_is_smaller_and_the_same(self) -> None:
        # Turned round, because a file that is only written again never gets larger.
        sizes = [answer(f"flip/compression:{level}/key.png", soft()).size for level in (0, 1, 9)]
        assert sizes[0] > 96 * 64 * 3
        assert sizes == sorted(sizes, reverse=True)
        assert answer("compression:6/key.png", soft()).read() == answer("key.png", soft()).read()
        assert (written("compression:9/key.png") - scene(96, 64)).abs().max() == 0
