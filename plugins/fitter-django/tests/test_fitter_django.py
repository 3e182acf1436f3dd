"""Tags and filters make URLs that fitter accepts."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace
from typing import Any

import django
import jinja2
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.template import engines
from django.test.utils import override_settings
from fitter_django.images import images
from fitter_django.jinja import install

from fitter.client import Addresses
from fitter.url.signature import Key, Signer

KEY = "a key for tests, long enough"
BASE = "https://img.example.com"
FITTER = {"BASE": BASE, "KEY": KEY, "PRESETS": {"card": "fit-in/300x200/quality:70"}}
PHOTO = SimpleNamespace(
    file=SimpleNamespace(name="holiday/a b.jpg"), title='"A" & <B>', none=SimpleNamespace(name=None)
)


def environment(**options: Any) -> jinja2.Environment:
    """What a site would write."""
    return install(jinja2.Environment(**options))  # noqa: S701  autoescape is among what Django gives


@pytest.fixture(scope="module", autouse=True)
def site() -> None:
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["fitter_django"],
            FITTER=FITTER,
            SECRET_KEY="of no use",
            TEMPLATES=[
                {"BACKEND": "django.template.backends.django.DjangoTemplates"},
                {
                    "BACKEND": "django.template.backends.jinja2.Jinja2",
                    "OPTIONS": {"environment": f"{__name__}.environment"},
                },
            ],
        )
        django.setup()


def shown(text: str, engine: str = "django") -> str:
    load = "{% load fitter %}" if engine == "django" else ""
    return str(engines[engine].from_string(load + text).render({"photo": PHOTO, "key": "a.jpg"}))


def read(url: str) -> str:
    """The path behind a signature that is right."""
    assert url.startswith(f"{BASE}/"), url
    return Signer([Key(KEY.encode())]).verify(html.unescape(url).removeprefix(BASE))


def widths(srcset: str) -> dict[str, str]:
    """The paths by their width or density."""
    pairs = [part.rsplit(" ", 1) for part in html.unescape(srcset).split(", ")]
    return {by: read(url) for url, by in pairs}


URLS = {
    '{{ photo.file|fitter:"fit-in/60x40" }}': '{{ photo.file|fitter("fit-in/60x40") }}',
    '{{ key|fitter:"card" }}': '{{ key|fitter("card") }}',
    "{{ key|fitter }}": "{{ key|fitter }}",
    '{% fitter_url photo.file "text:a&b" as url %}{{ url }}': '{{ photo.file|fitter("text:a&b") }}',
}
PATHS = ["fit-in/60x40/holiday/a%20b.jpg", "fit-in/300x200/quality:70/a.jpg", "a.jpg", "text:a&b/holiday/a%20b.jpg"]


def test_urls() -> None:
    assert [read(shown(text)) for text in URLS] == PATHS
    assert [read(shown(text, "jinja2")) for text in URLS.values()] == PATHS


def test_srcset() -> None:
    for text, engine in (
        ('{% fitter_srcset photo.file "{width}x/flip" widths="320, 640" %}', "django"),
        ('{{ photo.file|fitter_srcset("{width}x/flip", widths=[320, 640]) }}', "jinja2"),
    ):
        assert widths(shown(text, engine)) == {f"{w}w": f"{w}x/flip/holiday/a%20b.jpg" for w in (320, 640)}
    for text, engine in (
        ('{% fitter_srcset key "card" densities="1,1.5" %}', "django"),
        ('{{ key|fitter_srcset("card", densities=[1, 1.5]) }}', "jinja2"),
    ):
        made = "fit-in/300x200/quality:70/a.jpg"
        assert widths(shown(text, engine)) == {"1x": f"dpr:1/{made}", "1.5x": f"dpr:1.5/{made}"}


def test_img() -> None:
    for text, engine in (
        ('{% fitter_img photo.file widths="640,320" sizes="50vw" alt=photo.title %}', "django"),
        ('{{ photo.file|fitter_img(widths=[640, 320], sizes="50vw", alt=photo.title) }}', "jinja2"),
    ):
        said = dict(re.findall(r' (\w+)="([^"]*)"', shown(text, engine)))
        assert (html.unescape(said["alt"]), said["sizes"]) == (PHOTO.title, "50vw")
        assert read(said["src"]) == "640x/holiday/a%20b.jpg"
        assert set(widths(said["srcset"])) == {"320w", "640w"}


def test_no_picture_is_no_text() -> None:
    assert (
        shown("{{ photo.none|fitter }}{{ missing|fitter }}{% fitter_srcset photo.none %}{% fitter_img photo.none %}")
        == ""
    )
    assert shown("{{ photo.none|fitter }}{{ photo.none|fitter_srcset }}{{ photo.none|fitter_img }}", "jinja2") == ""


def test_jinja_without_django() -> None:
    plain = install(jinja2.Environment(autoescape=True), Addresses("https://other.example", KEY))
    assert plain.from_string('{{ "a.jpg"|fitter("60x") }}').render().startswith("https://other.example/")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "must be a dict"),
        ({"BASE": BASE, "KEYS": ["x"]}, "knows no KEYS; it knows BASE, KEY"),
        ({"KEY": KEY}, "BASE"),
        ({"BASE": "img.example.com", "KEY": KEY}, "makes no URL: must be a URL such as https://img.example.com"),
        ({"BASE": BASE, "KEY": None}, "KEY is empty"),
        ({"BASE": BASE, "KEY": KEY, "ALGORITHM": "md6"}, "makes no URL: .*md6"),
        ({"BASE": BASE, "KEY": KEY, "PRESETS": {"card": 300}}, "makes no URL"),
    ],
)
def test_a_mistake_is_told_at_the_start(given: Any, words: str) -> None:
    call_command("check")
    with override_settings(FITTER=given):
        with pytest.raises(ImproperlyConfigured, match=words):
            images()
        with pytest.raises(SystemCheckError, match=words):
            call_command("check")
    assert images().base == BASE
