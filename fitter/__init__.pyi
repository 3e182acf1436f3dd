# The names that a plugin author imports, for type checkers and for the module itself, which reads this.

from .blob import Blob, Descriptor, Version, memory_file
from .errors import (
    BadArgument,
    BadRequest,
    FitterError,
    LimitExceeded,
    OriginFailed,
    OriginTimeout,
    SourceNotAllowed,
    SourceTooLarge,
    UndecodableImage,
    UnsupportedImage,
)
from .fields import Bytes, Color, Count, Duration, Focal, Inherit, Length, Options, SourceFormat, SourceKey
from .focus import Spot, middle, window
from .protocols import (
    Announcing,
    Detector,
    Distant,
    Engine,
    Image,
    Loader,
    Locking,
    Operation,
    Purger,
    Revalidating,
    Storage,
)
from .segment import Segment
from .tones import shades
from .values import CLEAR, WHITE, Box, Output, Size

__version__: str

__all__ = [
    "CLEAR",
    "WHITE",
    "Announcing",
    "BadArgument",
    "BadRequest",
    "Blob",
    "Box",
    "Bytes",
    "Color",
    "Count",
    "Descriptor",
    "Detector",
    "Distant",
    "Duration",
    "Engine",
    "FitterError",
    "Focal",
    "Image",
    "Inherit",
    "Length",
    "LimitExceeded",
    "Loader",
    "Locking",
    "Operation",
    "Options",
    "OriginFailed",
    "OriginTimeout",
    "Output",
    "Purger",
    "Revalidating",
    "Segment",
    "Size",
    "SourceFormat",
    "SourceKey",
    "SourceNotAllowed",
    "SourceTooLarge",
    "Spot",
    "Storage",
    "UndecodableImage",
    "UnsupportedImage",
    "Version",
    "memory_file",
    "middle",
    "shades",
    "window",
]
