from __future__ import annotations

from fitter.operations.noise import Noise
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, plain, png

SOLID = png(plain(100, 100, 100, 150, 200, 44))


class TestNoise(OperationContract):
    operation = Noise

    def test_the_mean_and_the_alpha_stay(self) -> None:
        grainy = made("noise:40/key.png", SOLID)
        assert [abs(grainy[at].avg() - ink) < 1 for at, ink in enumerate((100, 150, 200))] == [True] * 3
        assert (grainy[3].min(), grainy[3].max()) == (44, 44)
        assert 8 < grainy[0].deviate() < 15

    def test_the_same_seed_gives_the_same_grain(self) -> None:
        one, again, other = (made(f"noise:40,{seed}/key.png", SOLID) for seed in (7, 7, 8))
        assert (one - again).abs().max() == 0
        assert (one - other).abs().max() > 10

    def test_all_channels_move_alike(self) -> None:
        grainy = made("noise:20/key.png", SOLID)
        assert (grainy[1] - grainy[0]).min() == (grainy[1] - grainy[0]).max() == 50
