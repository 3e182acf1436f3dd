from __future__ import annotations

from fitter import Output
from fitter.operations.strip_icc import StripIcc
from tests.contracts.operation import OperationContract
from tests.engines.stage import scene, source
from tests.operations.encoded import written

WIDE = source(scene(40, 30).icc_transform("p3", input_profile="srgb"), ".jpg")


class TestStripIcc(OperationContract):
    operation = StripIcc

    def test_the_profile_goes(self) -> None:
        assert "icc-profile-data" in written("keep:icc/key.jpg", WIDE).get_fields()
        assert "icc-profile-data" not in written("keep:icc/strip-icc/key.jpg", WIDE).get_fields()

    def test_the_rest_stays(self) -> None:
        assert StripIcc.build().configure(Output(keep=frozenset({"exif", "icc"}))).keep == {"exif"}
