"""fitter, an on-demand image server, and the names that a plugin author imports.

They stand in ``__init__.pyi``. Each is loaded when it is first asked for: who needs one part of fitter does not wait
for the others.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
