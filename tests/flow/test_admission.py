"""How many pictures may be under way."""

from __future__ import annotations

import pytest

from fitter.errors import Overloaded
from fitter.flow.admission import Admission


def test_places_are_refused_when_there_are_none() -> None:
    admission = Admission(9, 2)
    with admission.place(), admission.place(), pytest.raises(Overloaded), admission.place():
        pass
    with admission.place(), admission.place():
        pass


def test_who_waits_for_sources_takes_no_place_at_the_workers() -> None:
    admission = Admission(2, 1)
    with admission.loading(), admission.loading():
        with pytest.raises(Overloaded, match="sources"), admission.loading():
            pass
        with admission.place():
            pass
    with admission.loading(), admission.loading():
        pass


def test_nothing_is_loaded_for_a_full_house() -> None:
    admission = Admission(9, 1)
    with admission.place(), pytest.raises(Overloaded, match="pictures"), admission.loading():
        pass
