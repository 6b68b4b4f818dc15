"""What the pages say exists: files that links name, tables and names that the code has."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
STORY = ROOT / "docs" / "journeys" / "one-cancelled-flight.md"
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)")  # pictures are made by a run of their own
_NAME = re.compile(r"`([A-Za-z_]+(?:[./][A-Za-z_-]+)*)(?:\([^`]*\))?`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    lost = [link for link in links if not (page.parent / link).exists()]
    assert not lost


def _source() -> str:
    files = [*ROOT.glob("hongyan/**/*.py"), *ROOT.glob("tests/builders/*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_the_story_uses_names_the_code_has() -> None:
    source = _source()
    words = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", source))
    unknown = []
    for name in _NAME.findall(STORY.read_text(encoding="utf-8")):
        if (ROOT / name).exists() or (ROOT / "hongyan" / name).exists():
            continue
        if not set(re.split(r"[./]", name)) <= words:
            unknown.append(name)
    assert not unknown


def test_the_story_uses_tables_the_database_has() -> None:
    tables = set(re.findall(r"create table ([a-z_]+\.[a-z_]+)", _source()))
    schemas = {table.split(".")[0] for table in tables}
    story = STORY.read_text(encoding="utf-8")
    events = set(re.findall(r'name: ClassVar\[str\] = "([a-z_.]+)"', _source()))
    modules = {f"{file.parent.name}.{file.stem}" for file in ROOT.glob("hongyan/*/*.py")}
    jobs = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', _source()))
    named = {n for n in re.findall(r"`([a-z_]+\.[a-z_]+)`", story) if n.split(".")[0] in schemas}
    assert named - tables <= events | modules | jobs
    assert {"flights.feed_message", "outreach.reach", "bookings.change_step"} <= named
