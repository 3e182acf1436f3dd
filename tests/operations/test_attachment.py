from __future__ import annotations

import pytest

from fitter import BadRequest, Output
from fitter.flow.answers.disposition import disposition
from fitter.operations.attachment import Attachment
from tests.contracts.operation import OperationContract
from tests.operations.stage import grammar


class TestAttachment(OperationContract):
    operation = Attachment

    def test_the_result_is_the_same(self) -> None:
        plan = grammar().parse("filters:attachment(b c.jpg)/key")
        assert plan.output(Output()).attachment == "b c.jpg"
        assert grammar().write(plan) == "attachment:b%20c.jpg/key"
        assert plan.key("") == grammar().parse("attachment/key").key("") == grammar().parse("key").key("")

    @pytest.mark.parametrize(
        "name",
        ["a%0d%0ab", "a%00", "a%7f", "a%C2%85b", "..%2Fa", "a%5Cb", "%E2%80%AEgpj.exe", "a%E2%80%A8b", "x" * 201],
    )
    def test_names_that_are_none(self, name: str) -> None:
        for path in (f"attachment:{name}/key", f"filters:attachment({name})/key"):
            with pytest.raises(BadRequest):
                grammar().parse(path)


@pytest.mark.parametrize(
    ("filename", "source", "media_type", "value"),
    [
        ("a.jpg", "b.png", "image/webp", 'filename="a.jpg"'),
        ("two words", "b.png", "image/jpeg", 'filename="two words.jpg"'),
        ("", "holiday/beach.jpg", "image/webp", 'filename="beach.webp"'),
        ("", "https://h.example/a/b.png?x=/c.gif#d", "image/jpeg", 'filename="b.jpg"'),
        ("", "/", "image/svg+xml", 'filename="picture.svg"'),
        ("", "b", "application/json", 'filename="b.json"'),
        ('q"u\\o%.gif', "b", "image/gif", "filename=\"q_u_o_.gif\"; filename*=UTF-8''q%22u%5Co%25.gif"),
        ("é 日.png", "b", "image/png", "filename=\"_ _.png\"; filename*=UTF-8''%C3%A9%20%E6%97%A5.png"),
        ("(a)'*;.png", "b", "image/png", 'filename="(a)\'*;.png"'),
        ("é'*.png", "b", "image/png", "filename=\"_'*.png\"; filename*=UTF-8''%C3%A9%27%2A.png"),
    ],
)
def test_disposition(filename: str, source: str, media_type: str, value: str) -> None:
    assert disposition(filename, source, media_type) == f"attachment; {value}"
