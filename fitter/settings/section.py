"""What all sections of the settings share, and those that name plugins."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Section(BaseModel):
    """A section of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Plugin(Section):
    """A plugin by the dotted path of its class; the other entries are its options."""

    model_config = ConfigDict(extra="allow", frozen=True)

    use: str
    """The dotted path of the plugin's class."""

    @property
    def options(self) -> dict[str, Any]:
        """The plugin's own options as they stand in the settings."""
        return dict(self.model_extra or {})


def listed(value: object) -> list[object]:
    """A list, also of one or of none."""
    return [] if value is None else value if isinstance(value, list) else [value]


Plugins = Annotated[list[Plugin], BeforeValidator(listed)]
