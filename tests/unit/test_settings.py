"""Settings: defaults that run, one table, and one clear sentence for a bad value."""

from pathlib import Path

import pytest

from shared.settings import Approval, Settings, SettingsError, load_settings, settings_table


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"TOMONI_{name.upper()}", raising=False)


def test_defaults_run_everything_on_this_machine() -> None:
    settings = load_settings()
    assert settings.var == Path("var")
    assert (settings.host, settings.okr_port, settings.pairing_port, settings.nats_port) == (
        "127.0.0.1",
        8801,
        8802,
        4333,
    )
    assert settings.nats_url is None
    assert settings.okr_store is None
    assert settings.rotation_approval is Approval.AUTOMATIC
    assert settings.body_limit_bytes == 32768
    assert settings.replicas == 1
    assert settings.zone.key == "UTC"
    assert settings.token_key_path == Path("var/keys/token.pem")


def test_the_environment_is_read_when_asked_and_arguments_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOMONI_VAR", "elsewhere")
    monkeypatch.setenv("TOMONI_OKR_PORT", "9001")
    monkeypatch.setenv("TOMONI_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("TOMONI_ROTATION_APPROVAL", "Organiser")
    monkeypatch.setenv("TOMONI_NATS_URL", "")
    settings = load_settings(okr_port=9002)
    assert settings.var == Path("elsewhere")
    assert settings.okr_port == 9002
    assert settings.log_level == "debug"
    assert settings.rotation_approval is Approval.ORGANISER
    assert settings.nats_url is None
    assert settings.master_key_path == Path("elsewhere/keys/master.key")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("OKR_PORT", "eighty", "integer"),
        ("OKR_PORT", "70000", "65535"),
        ("REPLICAS", "2", "1, 3 or 5"),
        ("TIME_ZONE", "Asia/Atlantis", "time zone"),
        ("TIME_ZONE", "../etc/passwd", "time zone"),
        ("LOG_LEVEL", "loud", "debug"),
        ("ROTATION_APPROVAL", "never", "organiser"),
        ("NATS_URL", "http://example.test", "nats://"),
        ("NATS_URL", "nats://one:4222,", "nats://"),
        ("NATS_URL", "nats://one:99999999", "nats://"),
        ("NOTICE_INTERNAL", "10.0.0.1/8", "10.20.0.0/16"),
        ("OKR_STORE", "mysql://root:hunter2@host/db", "postgresql"),
        ("PAIRING_STORE", "not a url hunter2", "postgresql"),
        ("WAIT_FOR_SECONDS", "-1", "0"),
        ("BODY_LIMIT_BYTES", "1", "1024"),
        ("TOKEN_HOURS", "0", "1"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"TOMONI_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith(f"TOMONI_{name} can't be used: ")
    assert says in message
    assert message.endswith(".")
    assert "\n" not in message
    assert "hunter2" not in message


def test_an_unknown_setting_given_in_code_is_refused() -> None:
    with pytest.raises(SettingsError, match="TOMONI_COLOUR is no setting"):
        load_settings(colour="red")


@pytest.mark.parametrize("name", ["okr_store", "pairing_store"])
def test_stores_by_url_and_never_shown(name: str) -> None:
    settings = load_settings(**{name: "postgresql+psycopg://u:hunter2@db/okr"})
    assert getattr(settings, name).startswith("postgresql")
    assert "hunter2" not in repr(settings)


def test_every_setting_has_a_row_with_a_meaning() -> None:
    lines = settings_table().splitlines()
    assert len(lines) == 2 + len(Settings.model_fields)
    for name, line in zip(Settings.model_fields, lines[2:], strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[0] == f"`TOMONI_{name.upper()}`"
        assert len(cells) == 3
        assert cells[2].endswith(".")
    assert "`automatic`" in settings_table()
