"""The address of a source."""

from __future__ import annotations

import pytest

from fitter.flow.answers.canonical import link


@pytest.mark.parametrize(
    ("template", "source", "address"),
    [
        ("https://www.example.com/{source}", "a/b.jpg", "https://www.example.com/a/b.jpg"),
        ("https://www.example.com/{source}?x=1", "two words é?#%.jpg", None),
        ("https://www.example.com/{source}", '"><script>\r\n', "https://www.example.com/%22%3E%3Cscript%3E%0D%0A"),
        ("{source}", "https://images.example.com/a%20b.jpg?c=d&e", "https://images.example.com/a%20b.jpg?c=d&e"),
        ("{source}", "http://x.example/é> y", "http://x.example/%C3%A9%3E%20y"),
        ("/{source}", "a.jpg", "/a.jpg"),
    ],
)
def test_link(template: str, source: str, address: str | None) -> None:
    address = address or "https://www.example.com/two%20words%20%C3%A9%3F%23%25.jpg?x=1"
    assert link(template, source) == f'<{address}>; rel="canonical"'
