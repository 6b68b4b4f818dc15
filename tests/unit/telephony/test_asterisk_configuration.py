"""Configuration from settings: passwords are demanded, nothing breaks out of its line, a trunk is written when named."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from hongyan.core.errors import InvalidInput
from hongyan.telephony.adapters.asterisk.configure import configuration, write_configuration
from hongyan.telephony.settings import AsteriskSettings

FOLDERS = {name: f"/there/{name}" for name in ("etc", "run", "log", "spool", "db")}
PASSWORD = SecretStr("a-long-password")


def test_an_exchange_without_a_password_is_not_written() -> None:
    with pytest.raises(InvalidInput, match="PASSWORD"):
        configuration(AsteriskSettings(), FOLDERS)


@pytest.mark.parametrize("field", ["trunk", "trunk_user", "caller_id"])
def test_a_value_cannot_break_out_of_its_line(field: str) -> None:
    evil = AsteriskSettings(password=PASSWORD, **{field: "x\n[other]\ntype=user"})
    with pytest.raises(InvalidInput, match=field):
        configuration(evil, FOLDERS)


def test_ari_listens_where_the_settings_say_and_asks_for_the_password() -> None:
    files = configuration(AsteriskSettings(password=PASSWORD, port=18088), FOLDERS)
    assert "bindaddr = 127.0.0.1\nbindport = 18088" in files["http.conf"]
    assert "[hongyan]\ntype = user" in files["ari.conf"]
    assert "password = a-long-password" in files["ari.conf"]
    assert "astetcdir => /there/etc" in files["asterisk.conf"]
    assert "autoload = no" in files["modules.conf"]


def test_a_trunk_is_there_when_it_is_named_and_signs_in_when_it_has_a_user() -> None:
    none = configuration(AsteriskSettings(password=PASSWORD), FOLDERS)["pjsip.conf"]
    assert "type = endpoint" not in none
    bare = configuration(AsteriskSettings(password=PASSWORD, trunk="sip.example:5060"), FOLDERS)["pjsip.conf"]
    assert "contact = sip:sip.example:5060" in bare and "match = sip.example\n" in bare
    assert "type = registration" not in bare and "outbound_auth" not in bare
    signed = configuration(
        AsteriskSettings(
            password=PASSWORD, trunk="sip.example:5060", trunk_user="u", trunk_password=SecretStr("p")
        ),
        FOLDERS,
    )["pjsip.conf"]
    assert "type = registration" in signed and "outbound_auth = trunk\n" in signed


def test_files_with_passwords_are_not_for_everybody(tmp_path: Path) -> None:
    names = write_configuration(AsteriskSettings(password=PASSWORD), tmp_path / "etc", FOLDERS)
    assert "ari.conf" in names
    assert {(tmp_path / "etc" / name).stat().st_mode & 0o007 for name in names} == {0}


def test_calls_that_come_in_are_refused_unless_the_hotline_is_on() -> None:
    off = configuration(AsteriskSettings(password=PASSWORD), FOLDERS)["extensions.conf"]
    assert "Hangup(21)" in off and "Stasis" not in off
    on = configuration(AsteriskSettings(password=PASSWORD, hotline=True), FOLDERS)["extensions.conf"]
    assert "Stasis(hongyan,inbound)" in on and "Hangup(21)" not in on
