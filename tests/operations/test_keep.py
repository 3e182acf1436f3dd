from __future__ import annotations

import pytest
import pyvips

from fitter import Blob
from fitter.operations.keep import Keep
from tests.contracts.operation import OperationContract
from tests.operations.stage import made, plain


class TestKeep(OperationContract):
    operation = Keep

    def described(self) -> Blob:
        picture = plain(40, 30, 10, 20, 30).copy()
        picture.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Copyright", "Somebody")
        picture.set_type(pyvips.GValue.gstr_type, "exif-ifd3-GPSLatitudeRef", "N")
        return Blob(picture.jpegsave_buffer(), "image/jpeg")

    def fields(self, path: str) -> list[str]:
        return [name for name in made(path, self.described()).get_fields() if name.startswith("exif-ifd")]

    def test_by_default_nothing_survives(self) -> None:
        assert not [name for name in self.fields("key.jpg") if "Copyright" in name or "GPS" in name]

    @pytest.mark.parametrize("path", ["keep/key.jpg", "keep:exif/key.jpg", "keep:icc,exif/key.jpg"])
    def test_exif_survives_without_the_position(self, path: str) -> None:
        names = self.fields(path)
        assert any("Copyright" in name for name in names)
        assert not any("GPS" in name for name in names)

    def test_kinds_have_one_order(self) -> None:
        assert Keep.parse(["icc", "exif", "icc"]).text == "keep:exif,icc"
