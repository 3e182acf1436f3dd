# The names that a plugin author imports, for type checkers and for the module itself, which reads this.

from .abilities import (
    Announcing,
    Awaited,
    Distant,
    Fleeting,
    Linking,
    Locking,
    Near,
    Resting,
    Revalidating,
    Working,
)
from .answering import Answering
from .blob import Blob, Descriptor, Version, memory_file
from .errors import (
    BadArgument,
    BadRequest,
    FitterError,
    LimitExceeded,
    OriginFailed,
    OriginTimeout,
    Overloaded,
    SourceNotAllowed,
    SourceTooLarge,
    UndecodableImage,
    UnsupportedImage,
)
from .fields import (
    Bytes,
    Color,
    Count,
    Duration,
    Focal,
    Inherit,
    Length,
    Options,
    Refusal,
    Says,
    SourceFormat,
    SourceKey,
)
from .flow.answers.response import Response
from .flow.request import Request
from .focus import Spot, middle, window
from .jobs import Job
from .kernel import hide
from .picture import Image
from .problems import ConfigError
from .protocols import Detector, Engine, Loader, Operation, Purger, Queue, Storage
from .segment import Segment
from .settings.config import Settings
from .settings.configfile import load
from .studio import Studio
from .tones import shades
from .values import CLEAR, WHITE, Box, Output, Size

__version__: str

__all__ = [
    "CLEAR",
    "WHITE",
    "Announcing",
    "Answering",
    "Awaited",
    "BadArgument",
    "BadRequest",
    "Blob",
    "Box",
    "Bytes",
    "Color",
    "ConfigError",
    "Count",
    "Descriptor",
    "Detector",
    "Distant",
    "Duration",
    "Engine",
    "FitterError",
    "Fleeting",
    "Focal",
    "Image",
    "Inherit",
    "Job",
    "Length",
    "LimitExceeded",
    "Linking",
    "Loader",
    "Locking",
    "Near",
    "Operation",
    "Options",
    "OriginFailed",
    "OriginTimeout",
    "Output",
    "Overloaded",
    "Purger",
    "Queue",
    "Refusal",
    "Request",
    "Response",
    "Resting",
    "Revalidating",
    "Says",
    "Segment",
    "Settings",
    "Size",
    "SourceFormat",
    "SourceKey",
    "SourceNotAllowed",
    "SourceTooLarge",
    "Spot",
    "Storage",
    "Studio",
    "UndecodableImage",
    "UnsupportedImage",
    "Version",
    "Working",
    "hide",
    "load",
    "memory_file",
    "middle",
    "shades",
    "window",
]
