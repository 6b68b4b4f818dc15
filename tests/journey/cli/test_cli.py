"""The command line as a person at a terminal meets it: it does what it says, and a mistake is one clear sentence."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from hongyan.entrypoints.cli import main

CANCELLED = "ASM\nUTC\n22NOV00000E001/OPS/22NOV\nCNL\nZZ1000/22NOV26\nSI WEATHER THUNDERSTORM"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Run ``hongyan …`` in this process; returns exit code, output and errors."""
    monkeypatch.setenv("HONGYAN_HOME", str(tmp_path))

    def hongyan(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["hongyan", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return hongyan


@pytest.fixture
def on_database(run: Run, dsn: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("HONGYAN_DSN", dsn)
    return run


def _file(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_a_message_is_explained_as_json(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("feed", "parse", _file(tmp_path, "cancelled.txt", CANCELLED))
    assert code == 0
    said = json.loads(out)
    assert (said["type"], said["action"]) == ("ASM", "CNL")


def test_help_names_every_group(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for command in ("up", "web", "worker", "migrate", "doctor", "user", "feed", "rules", "replay", "demo"):
        assert command in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("feed", "parse", "{folder}/nowhere"), "No such file"),
        (("feed", "load", "{folder}/nowhere"), "No such file"),
        (("feed", "parse", "{folder}"), "Is a directory"),
        (("feed", "parse", "{folder}/nonsense"), "this is none of AIDX"),
        (("rules", "test", "{folder}/nowhere"), "cannot be read"),
        (("rules", "test", "{folder}/nonsense"), "cannot be read as a case file"),
        (("user", "add", "bob", "--role", "pilot", "--password", "-"), "there is no role 'pilot'"),
    ],
)
def test_a_mistake_is_one_sentence(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    _file(tmp_path, "nonsense", "nonsense")
    code, _, err = run(*(a.format(folder=tmp_path) for a in arguments))
    assert code == 1
    assert sentence in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HONGYAN_WEB__PORT", "eighty")
    code, _, err = run("doctor")
    assert code == 1
    assert "web.port" in err


def test_a_settings_file_that_is_no_toml_is_named(run: Run, tmp_path: Path) -> None:
    _file(tmp_path, "hongyan.toml", "web = [")
    code, _, err = run("doctor")
    assert code == 1
    assert "hongyan.toml cannot be read" in err


def test_an_unreadable_dsn_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HONGYAN_DSN", "nonsense")
    code, _, err = run("migrate")
    assert code == 1
    assert "the database cannot be used" in err


def test_a_bug_is_no_sentence(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only what a person can put right is told in a sentence; a defect keeps its trace."""

    def broken(raw: bytes) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("hongyan.entrypoints.cli_feed.feed_parse", broken)
    monkeypatch.setattr("sys.argv", ["hongyan", "feed", "parse", str(_file(tmp_path, "x", "x"))])
    with pytest.raises(RuntimeError, match="a defect"):
        main()


@pytest.mark.parametrize("setting", ["AIRLINE", "TELEPHONY__LINE", "MESSAGING__SMS", "MESSAGING__PUSH"])
def test_an_adapter_nobody_knows_is_refused_not_simulated(
    on_database: Run, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv(f"HONGYAN_{setting}", "pigeon")
    code, _, err = on_database("feed", "token", "aodb")
    assert code == 1
    assert "adapter called 'pigeon'; known: " in err


def test_a_taken_address_is_named_and_nothing_hangs(
    on_database: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("HONGYAN_WEB__PORT", str(other.getsockname()[1]))
        code, _, err = on_database("up")
    assert code == 1
    assert "set HONGYAN_WEB__PORT to a free port" in err


def test_somebody_is_added_once_and_with_a_decent_password(on_database: Run, dsn: str) -> None:
    code, _, err = on_database("user", "add", "anna", "--password", "short")
    assert code == 1
    assert "a password has at least 12 characters" in err
    code, out, _ = on_database("user", "add", "anna", "--role", "controller", "--password", "-")
    assert code == 0
    assert "anna may sign in as controller. Password, shown once: " in out
    code, _, err = on_database("user", "add", "anna", "--role", "admin", "--password", "-")
    assert code == 1
    assert "taken" in err
    with psycopg.connect(dsn) as connection:
        assert connection.execute("select username, role from access.users").fetchall() == [
            ("anna", "controller")
        ]


def test_files_are_loaded_and_one_that_is_no_feed_is_named(
    on_database: Run, dsn: str, tmp_path: Path
) -> None:
    schedule = [
        {
            "flight": "ZZ1000",
            "origin_date": "2026-11-22",
            "board": "PEK",
            "off": "SHA",
            "std": "2026-11-22T05:00:00Z",
            "sta": "2026-11-22T07:40:00Z",
            "status": "scheduled",
            "sent_at": "2026-11-22T00:00:00Z",
        }
    ]
    files = (
        _file(tmp_path, "nonsense.txt", "nonsense"),
        _file(tmp_path, "schedule.json", json.dumps(schedule)),
        _file(tmp_path, "cancelled.txt", CANCELLED),
    )
    code, out, _ = on_database("feed", "load", *files)
    assert code == 1  # one of them could not be taken in; the others were
    assert "nonsense.txt: this is none of" in out
    assert "cancelled.txt: messages taken in: 1 (asm)" in out
    with psycopg.connect(dsn) as connection:
        assert connection.execute("select status from flights.leg").fetchall() == [("cancelled",)]


def test_a_feed_token_is_shown_and_only_its_digest_is_kept(on_database: Run, dsn: str) -> None:
    code, out, _ = on_database("feed", "token", "aodb")
    assert code == 0
    token = out.strip()
    assert token.startswith("hyf_")
    with psycopg.connect(dsn) as connection:
        name, kept = connection.execute("select name, token_hash from access.feed_token").fetchone() or (
            "",
            b"",
        )
    assert name == "aodb"
    assert token.encode() not in bytes(kept)
