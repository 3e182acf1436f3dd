"""``fitter srcset``: signed URLs in several sizes and formats, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from fitter.cli import answerable
from fitter.cli.options import MOST_WIDE, Refused, based, config_option, numbers
from fitter.errors import FitterError
from fitter.problems import ConfigError
from fitter.settings import permissions
from fitter.settings.configfile import load
from fitter.url.address import address
from fitter.url.grammar import Grammar
from fitter.url.markup import Candidate, Responsive
from fitter.url.plan import Plan
from fitter.url.signature import Signer
from fitter.url.widths import by_width
from fitter.values import plain

_FORMATS = ("avif", "webp", "jxl", "jpeg", "png", "gif")


@click.command(context_settings={"ignore_unknown_options": True})  # -300x200 is an operation
@config_option
@click.option("--widths", callback=numbers(int, MOST_WIDE), metavar="W,W,...", help="Widths in pixels: 320,640,1280.")
@click.option("--densities", callback=numbers(float, 8), metavar="D,D,...", help="Instead, screens' densities: 1,2,3.")
@click.option("--sizes", help="How wide the page shows it: '(max-width: 600px) 100vw, 50vw'; left out: 100vw.")
@click.option("--formats", default="", metavar="F,F,...", help="Formats to choose from, best first: avif,webp.")
@click.option(
    "--base", default="", callback=based, metavar="URL", help="What to put before each path: https://img.example.com"
)
@click.option("--alt", default="", help="What the picture shows, in words.")
@click.argument("key")
@click.argument("operations", default="")
def srcset(
    file: Path,
    widths: list[int] | None,
    densities: list[float] | None,
    sizes: str | None,
    formats: str,
    base: str,
    alt: str,
    key: str,
    operations: str,
) -> None:
    """Print an <img srcset> with signed URLs of the picture KEY, or a <picture> where there are formats.

    OPERATIONS is what else is done, such as 600x400/smart/sharpen:1. The sizes in it are scaled so that the picture
    gets each of the widths, or multiplied by the densities; without one, widths keep the picture's proportions.

    \b
    fitter srcset beach.jpg 600x400/smart --widths 300,600,1200 --formats avif,webp --base https://img.example.com
    """
    if (widths is None) == (densities is None):
        raise click.UsageError("Give either --widths 320,640,1280 or --densities 1,2.")
    if sizes is not None and widths is None:
        raise click.UsageError("--sizes goes with --widths.")
    kinds = [name for name in formats.split(",") if name]
    if unknown := [name for name in kinds if name not in _FORMATS]:
        raise click.UsageError(f"--formats: there is no {unknown[0]!r}; there is {', '.join(_FORMATS)}.")
    try:
        settings = load(file)
        signer = Signer(settings.signing_keys, allow_unsigned=settings.security.allow_unsigned)
        grammar = permissions.grammar(settings)
        steps = by_width(grammar, operations, widths) if widths else _by_density(grammar, operations, densities or [])
        asked = [steps[0][1], *("/".join(filter(None, [steps[0][1], f"format:{name}"])) for name in kinds)]
        answerable.check(settings, [Plan(grammar.operations(text), key) for text in asked])

        def candidates(extra: Sequence[str] = ()) -> list[Candidate]:
            return [
                Candidate(base + address(grammar, signer, "/".join([*filter(None, [text]), *extra]), key), what)
                for what, text in steps
            ]

        own = candidates()
        chosen = own[-1] if widths else own[0]
        sources = {f"image/{name}": candidates([f"format:{name}"]) for name in kinds}
        image = Responsive(own, chosen.url, (sizes or "100vw") if widths else "", alt, sources)
    except ConfigError as error:
        raise Refused(error) from None
    except FitterError as error:
        raise click.ClickException(error.detail) from None
    click.echo(image.html())


def _by_density(grammar: Grammar, operations: str, densities: Sequence[float]) -> list[tuple[str, str]]:
    """What each density is for, and its operations."""
    read = grammar.operations(operations) if operations.strip("/") else ()
    if not any(getattr(one, side, 0) for one in read if one.name == "resize" for side in ("width", "height")):
        raise ConfigError(["--densities: OPERATIONS need a size to multiply, such as 300x200"])
    bare = operations.strip("/")
    return [(f"{plain(one)}x", bare if one == 1 else f"dpr:{plain(one)}/{bare}") for one in densities]
