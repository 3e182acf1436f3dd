"""``python -m fitter.engines.vips_samples FOLDER``."""

import sys
from pathlib import Path

from fitter.engines.vips_samples import paint

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m fitter.engines.vips_samples FOLDER")
    paint(Path(sys.argv[1]))
