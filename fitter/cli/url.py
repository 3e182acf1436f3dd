"""``fitter url``: sign a URL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from fitter.cli import answerable
from fitter.cli.options import Refused, based, config_option
from fitter.errors import BadParameters, FitterError
from fitter.problems import ConfigError
from fitter.settings import permissions
from fitter.settings.configfile import load
from fitter.url.actions import NAMES, ActionGrammar
from fitter.url.address import address
from fitter.url.grammar import Grammar
from fitter.url.plan import Plan
from fitter.url.query import Pairs, signed
from fitter.url.signature import Signer


@click.command(context_settings={"ignore_unknown_options": True})  # -300x200 is an operation
@config_option
@click.option(
    "--base", default="", callback=based, metavar="URL", help="What to put before the path: https://img.example.com"
)
@click.option("--action", type=click.Choice(NAMES), help="Sign a query for this action, of parameters name=value.")
@click.argument("words", nargs=-1, metavar="OPERATIONS SOURCE")
def url(file: Path, base: str, action: str | None, words: tuple[str, ...]) -> None:
    """Print the signed path of OPERATIONS on SOURCE; what needs quoting is quoted.

    OPERATIONS is what stands in a URL, such as fit-in/300x200/flip; "" is none. SOURCE is the plain key.

    With --action they are parameters: fitter url --action get mode=resize path=beach.jpg width=300
    """
    if action is None:
        _check_words(words)
    try:
        settings = load(file)
        signer = Signer(settings.signing_keys, allow_unsigned=settings.security.allow_unsigned)
        grammar = permissions.grammar(settings)
        plan = _wanted(grammar, words) if action else Plan(grammar.operations(words[0]), words[1])
        answerable.check(settings, [plan])
        path = signed(action, _pairs(words), signer) if action else address(grammar, signer, words[0], words[1])
    except ConfigError as error:
        raise Refused(error) from None
    except BadParameters as error:
        raise click.ClickException("\n".join(f"{name}: {text}" for name, text in error.problems)) from None
    except FitterError as error:
        raise click.ClickException(error.detail) from None
    click.echo(base + path)


def _check_words(words: Sequence[str]) -> None:
    if len(words) != 2:
        raise click.UsageError(f'Needs OPERATIONS and SOURCE, got {len(words)} words; "" stands for no operations.')
    if not words[1]:
        raise click.ClickException("SOURCE is empty; it is the key of the picture, such as holiday/beach.jpg.")


def _wanted(grammar: Grammar, words: Sequence[str]) -> Plan:
    odd = [word for word in words if "=" not in word]
    if odd:
        raise click.UsageError(f"Parameters of an action are written name=value, got {odd[0]!r}.")
    return ActionGrammar(grammar).read(_pairs(words)).plan


def _pairs(words: Sequence[str]) -> Pairs:
    return tuple((name, value) for name, _, value in (word.partition("=") for word in words))
