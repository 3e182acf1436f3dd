"""Encoders: how each format is written, by the engine's options and by what the URL asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fitter import Output
from fitter.engines.vips.decoders import installed
from fitter.engines.vips.options import Options

Arguments = dict[str, Any]
"""Arguments of one of libvips' savers."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """How one format is written."""

    saver: str
    """libvips' operation."""
    side: int
    """The longest side that the format can hold."""
    arguments: Callable[[Output], Arguments]
    """All but quality and metadata."""
    pixels: int | None = None
    """The most that are written; None for any number."""


def encoders(options: Options) -> Mapping[str, Encoder]:
    """The encoders of the formats that are allowed and installed, by name."""
    known = {
        "jpeg": Encoder("jpegsave_buffer", 65500, lambda output: _jpeg(options, output)),
        "png": Encoder("pngsave_buffer", 1_000_000, lambda output: _png(options, output)),
        "webp": Encoder("webpsave_buffer", 16383, lambda output: _webp(options, output)),
        "avif": Encoder("heifsave_buffer", 16384, lambda output: _avif(options, output), options.avif_pixels),
        "gif": Encoder("gifsave_buffer", 65535, lambda output: _gif(options, output)),
        "jxl": Encoder("jxlsave_buffer", 1_000_000, lambda output: _jxl(options, output)),
        "tiff": Encoder("tiffsave_buffer", 1_000_000, lambda _: _tiff(options)),
    }
    return {name: known[name] for name in options.write if installed(known[name].saver)}


_SUBSAMPLE = {"auto": "auto", "444": "off", "420": "on"}
_FILTER = {"average": "avg"}
"""libvips' names, where they are others."""
_BITS = {2: 1, 4: 2, 16: 4, 256: 8}


def _jpeg(options: Options, output: Output) -> Arguments:
    progressive = _said(output.progressive, options.jpeg_progressive)
    subsampling = _SUBSAMPLE[_said(output.subsampling, options.jpeg_subsampling)]
    best: Arguments = {"trellis_quant": True, "overshoot_deringing": True, "quant_table": 3}
    best |= {"optimize_scans": progressive}
    return {
        "interlace": progressive,
        "subsample_mode": subsampling,
        "optimize_coding": True,
        **(best if options.jpeg_optimize else {}),
    }


def _png(options: Options, output: Output) -> Arguments:
    colors = _said(output.palette, options.png_colors if options.png_palette else None)
    arguments = {
        "compression": _said(output.compression, options.png_compression),
        "interlace": output.progressive is True,
    }
    if colors is None:
        return {**arguments, "filter": _FILTER.get(options.png_filter, options.png_filter)}
    effort = {} if output.effort is None else {"effort": max(1, output.effort)}
    return {**arguments, "filter": "none", "palette": True, "bitdepth": _BITS[colors], **effort}


def _webp(options: Options, output: Output) -> Arguments:
    effort = min(6, _said(output.effort, options.webp_effort))
    lossless = _said(output.lossless, options.webp_lossless)
    return {"effort": effort, "near_lossless" if lossless == "near" else "lossless": bool(lossless)}


def _avif(options: Options, output: Output) -> Arguments:
    return {
        "compression": "av1",
        "effort": min(9, _said(output.effort, options.avif_effort)),
        "subsample_mode": _SUBSAMPLE[_said(output.subsampling, options.avif_subsampling)],
        "lossless": bool(_said(output.lossless, options.avif_lossless)),
    }


def _gif(options: Options, output: Output) -> Arguments:
    colors = {} if output.palette is None else {"bitdepth": _BITS[output.palette]}
    moving = {"interframe_maxerror": options.gif_interframe, "keep_duplicate_frames": True}  # each has its own time
    return {"effort": max(1, _said(output.effort, options.gif_effort)), **moving, **colors}


def _jxl(options: Options, output: Output) -> Arguments:
    effort = min(9, max(1, _said(output.effort, options.jxl_effort)))
    return {"effort": effort, "lossless": bool(_said(output.lossless, options.jxl_lossless))}


def _tiff(options: Options) -> Arguments:
    compression = options.tiff_compression
    return {"compression": compression} | ({} if compression == "none" else {"predictor": "horizontal"})


def _said(asked: Any, usual: Any) -> Any:
    return usual if asked is None else asked
