"""The pure parts of the outbox: signatures, when to try again, secrets at rest, who stands above whom, sentences."""

from __future__ import annotations

import os

import pytest

from services.okr.notices import words
from services.okr.notices.queries import Somebody, above
from shared.events import Invalid
from shared.outbox.backoff import LONGEST, delay
from shared.outbox.signing import key_of, secret_of, signed_headers
from shared.outbox.transports import slack_text
from shared.sealing.strongbox import Strongbox, StrongboxShut


def test_the_published_example_of_a_signature() -> None:
    """The one that the libraries of Standard Webhooks are tested with."""
    headers = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_secrets() -> None:
    random = os.urandom(32)
    assert key_of(secret_of(random)) == random
    for bad in ("", "whsec_", "whsec_c2hvcnQ=", "whsec_!!", secret_of(os.urandom(65)), secret_of(random)[6:]):
        with pytest.raises(Invalid, match="whsec_"):
            key_of(bad)


def test_when_it_is_tried_again() -> None:
    assert [delay(times, 0.5) for times in (1, 2, 3, 4)] == [5, 10, 20, 40]
    assert delay(1, 0.0) == pytest.approx(4)
    assert delay(1, 1.0) == pytest.approx(6)
    assert delay(10_000, 0.5) == LONGEST == 3 * 3600
    assert delay(1, 0.5, 600) == 600
    assert delay(1, 0.5, 1e9) == LONGEST


def test_secrets_at_rest() -> None:
    key = os.urandom(32)
    kept = Strongbox(key).shut("channel a: secret", "whsec_x")
    assert "whsec" not in kept
    assert Strongbox(key).open("channel a: secret", kept) == "whsec_x"
    for box, name, text in (
        (Strongbox(os.urandom(32)), "channel a: secret", kept),
        (Strongbox(key), "channel b: secret", kept),
        (Strongbox(key), "channel a: secret", kept[:-4] + "AAA="),
        (Strongbox(key), "channel a: secret", "-"),
    ):
        with pytest.raises(StrongboxShut, match="set it up anew"):
            box.open(name, text)


def test_slack_takes_nothing_for_markup() -> None:
    assert slack_text("a <!channel> & <https://evil|b>") == "a &lt;!channel&gt; &amp; &lt;https://evil|b&gt;"


def somebody(person: str, number: int, manager: str | None = None, team: str | None = "Sales") -> Somebody:
    return Somebody(person, number, "", team, manager)


def test_who_stands_above() -> None:
    people = {
        each.person: each for each in (somebody("chief", 1), somebody("lead", 2, "chief"), somebody("mari", 3, "lead"))
    }
    assert above(people, ["mari"]) == "lead"
    assert above(people, ["lead"]) == "chief"
    assert above(people, ["chief"]) is None
    assert above(people, ["gone"]) is None
    assert above(people, []) is None
    assert above({"mari": people["mari"]}, ["mari"]) is None, "the manager has left"
    loop = {"a": somebody("a", 1, "a"), "b": somebody("b", 2, "a")}
    assert above(loop, ["a"]) is None, "whoever is his own manager has nobody above him"
    both = people | {"ken": somebody("ken", 4, "chief"), "jun": somebody("jun", 5, "chief")}
    assert above(both, ["mari", "ken", "jun"]) == "chief"
    assert above(both, ["mari", "ken"]) == "chief", "the first of two who are named as often"


def test_sentences_in_both_languages() -> None:
    assert words.praise("en", "Mari", ["Ken"], None) == "Mari praises Ken for a win."
    assert words.praise("ja", "Mari", ["Ken", "Jun"], "見事") == "MariさんからKenさん、Junさんへ: 見事"
    assert words.praise("ja", "Mari", ["Ken"], None) == "MariさんがKenさんを称えています。"
    assert "担当はMariさん" in words.check_in_missed("ja", "KR-1", "2026-08-07", "Mari")
    assert "間に合います" in words.check_in_missed("ja", "KR-1", "2026-08-07", None)
    assert "チェックイン" in words.check_in_due("ja", "KR-1", "2026-08-07")
    assert words.experiment_overdue("ja", "E-1", "朝会", "2026-08-07").startswith("E-1「朝会」")
    assert "say what came of it" in words.experiment_overdue("en", "E-1", "Stand-ups", "2026-08-07")
    assert words.listed("ja", "Mari", ["a"]) == "Mariさん\n- a"
