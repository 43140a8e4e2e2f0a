import pytest

from tempory.protocols.smtp import Reply, replies
from tempory.values import LocalProtocolError


def test_a_reply_is_one_line() -> None:
    assert Reply(code=250, enhanced="2.1.0", text="Fine").octets == b"250 2.1.0 Fine\r\n"


@pytest.mark.parametrize(
    ("code", "enhanced", "text"),
    [
        (250, "5.1.0", "class differs"),
        (250, "", "no enhanced code"),
        (250, "2.1", "short code"),
        (354, "3.0.0", "none with 354"),
        (150, "", "no such code"),
        (700, "", "no such code"),
        (250, "2.0.0", "two\r\nlines"),
        (250, "2.0.0", ""),
        (250, "2.0.0", "Zoë"),
        (250, "2.0.0", "x" * 401),
    ],
)
def test_what_is_no_reply(code: int, enhanced: str, text: str) -> None:
    with pytest.raises(LocalProtocolError):
        Reply(code=code, enhanced=enhanced, text=text)


def test_every_reply_but_354_has_its_enhanced_code() -> None:
    ours = [value for value in vars(replies).values() if isinstance(value, Reply)]
    assert len(ours) > 30
    assert {reply.code for reply in ours if not reply.enhanced} == {354}


def test_kinds_of_replies() -> None:
    assert Reply(code=354, enhanced="", text="Go on").is_positive
    assert not Reply(code=452, enhanced="4.2.2", text="Full").is_positive
    assert Reply(code=550, enhanced="5.1.1", text="No").is_permanent
    assert Reply(code=421, enhanced="4.3.2", text="Bye").closes
