"""Markdown into articles: a statute by its articles, a handbook by its headings, a short page as a whole. Pure."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hongyan.knowledge.article_numbers import statute_name
from hongyan.knowledge.errors import Unreadable
from hongyan.knowledge.fold_text import language_of
from hongyan.knowledge.model import Audience, Content, Section

_ARTICLE = re.compile(
    r"^(?:#{1,6}\s*/?\s*)?(第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?)(?:[\s　]+|$)"
)
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_INFO_END = "<!-- INFO END -->"
_LONG = 1600  # characters above which a document with headings becomes several articles
_STATUTE_FROM = 3  # numbered articles that make a document a statute


def split_document(markdown: str, name: str, given: Content | None = None) -> list[Section]:
    """Cut a document into articles. ``given`` holds what the importer said about all of them. Raises Unreadable."""
    front, text = _front_matter(markdown.replace("\r\n", "\n").lstrip("\ufeff"))
    text = text.split(_INFO_END, 1)[-1]
    base = _with_front(given or Content("", ""), front)
    if not re.search(r"\w", text):
        raise Unreadable("there is no text in it")
    language = front.get("language") or (given.language if given else None) or language_of(text)
    base = replace(base, language=language)
    lines = text.splitlines()
    if sum(bool(_ARTICLE.match(line)) for line in lines) >= _STATUTE_FROM:
        return _by_article(lines, base, name)
    title = base.title or _first_heading(lines) or statute_name(name)
    if len(text) > _LONG and sum(bool(_HEADING.match(line)) for line in lines) > 1:
        return _by_heading(lines, base, title)
    body = "\n".join(line for line in lines if not re.match(r"^#\s", line)).strip()
    return [Section("", replace(base, title=title, body=body or title))]


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Read ``key: value`` lines between two ---; lists are separated by commas."""
    found = _FRONT.match(text)
    if not found:
        return {}, text
    front: dict[str, Any] = {}
    for line in found.group(1).splitlines():
        key, colon, value = line.partition(":")
        if colon:
            front[key.strip()] = value.strip()
    return front, text[found.end() :]


def _listed(value: str) -> tuple[str, ...]:
    return tuple(w.strip() for w in re.split(r"[,，、]", value) if w.strip())


def _with_front(content: Content, front: dict[str, Any]) -> Content:
    try:
        audience = Audience(front["audience"]) if "audience" in front else content.audience
        moments: dict[str, Any] = {
            key: datetime.fromisoformat(front[key]).replace(tzinfo=UTC)
            for key in ("valid_from", "valid_to")
            if front.get(key)
        }
    except ValueError as error:
        raise Unreadable(f"its first lines cannot be used: {error}") from error
    return replace(
        content,
        title=front.get("title", content.title),
        audience=audience,
        keywords=_listed(front.get("keywords", "")) or content.keywords,
        tags=_listed(front.get("tags", "")) or content.tags,
        **moments,
    )


def _first_heading(lines: list[str]) -> str:
    for line in lines:
        found = _HEADING.match(line)
        if found:
            return found.group(2)
    return ""


def _by_article(lines: list[str], base: Content, name: str) -> list[Section]:
    """One article for each 第…条, with the chapter and section it stands in."""
    statute = base.title or statute_name(name)
    path: dict[int, str] = {}
    sections: list[Section] = []
    number, heading = "", ""
    body: list[str] = []

    def close() -> None:
        text = "\n\n".join(line for line in body if line)
        if number and text:
            content = replace(base, title=f"{statute} {number}", body=text, heading=heading)
            sections.append(Section(number, content))

    for raw in lines:
        line = raw.strip()
        article = _ARTICLE.match(line)
        title = None if article else _HEADING.match(line)
        if article:
            close()
            number, body = article.group(1), [line[article.end() :].strip()]
            heading = " › ".join(path[level] for level in sorted(path) if level > 1)
        elif title:
            close()
            number, body = "", []
            level = len(title.group(1))
            path = {k: v for k, v in path.items() if k < level} | {level: re.sub(r"\s+", " ", title.group(2))}
        elif number:
            body.append(line)
    close()
    return _told_apart(sections)


def _by_heading(lines: list[str], base: Content, title: str) -> list[Section]:
    """One article for each heading that has text of its own."""
    path: dict[int, str] = {}
    sections: list[Section] = []
    body: list[str] = []

    def close() -> None:
        text = "\n".join(body).strip()
        names = [path[level] for level in sorted(path)]
        if text:
            above = [n for n in names[:-1] if n != title]
            own = names[-1] if names else title
            full = own if own == title else f"{title}: {own}"
            content = replace(base, title=full, body=text, heading=" › ".join(above))
            sections.append(Section(" › ".join(names), content))

    for line in lines:
        found = _HEADING.match(line)
        if found:
            close()
            body.clear()
            level = len(found.group(1))
            path = {k: v for k, v in path.items() if k < level} | {level: found.group(2)}
        else:
            body.append(line)
    close()
    return _told_apart(sections)


def _told_apart(sections: list[Section]) -> list[Section]:
    """Two pieces of one name get a number, so that each is an article of its own."""
    seen: dict[str, int] = {}
    result = []
    for section in sections:
        seen[section.section] = seen.get(section.section, 0) + 1
        again = seen[section.section]
        result.append(section if again == 1 else Section(f"{section.section} ({again})", section.content))
    return result
