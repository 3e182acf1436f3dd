"""What every plugin of a kind must do: a test file subclasses the contract and provides the plugin as a fixture."""

import pytest

pytest.register_assert_rewrite(
    "tests.contracts.detector", "tests.contracts.engine", "tests.contracts.loader", "tests.contracts.storage"
)
