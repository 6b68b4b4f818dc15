"""Files of every accepted kind as Markdown; what cannot be read says why."""

import io
import re
from pathlib import PurePosixPath

from hongyan.knowledge.errors import Unreadable

KINDS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "markdown",
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
}
_MOST_PAGES = 3000
_ENDS = re.compile(r"[。！？：；.!?:;]$|^第.{1,9}[条章节]")


def kind_of(name: str) -> str | None:
    """Return how a file is read, by its name; None when it is not."""
    return KINDS.get(PurePosixPath(name.lower()).suffix)


def read_markdown(content: bytes, kind: str) -> str:
    """Return a file's text with its headings. Raises Unreadable."""
    reader = {"markdown": _text, "docx": _docx, "pdf": _pdf, "html": _html}.get(kind)
    if reader is None:
        raise Unreadable(f"files of kind {kind} are not read")
    if not content:
        raise Unreadable("the file is empty")
    text = reader(content).replace("\x00", "")
    if not re.search(r"\w", text):
        raise Unreadable("no text was found in it (a scan needs text recognition first)")
    return text


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("it is neither UTF-8 nor GB 18030 text")


def _docx(content: bytes) -> str:
    import docx  # heavy readers are loaded by the imports that need them
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # the library raises whatever zip and XML raise
        raise Unreadable(f"it is no readable DOCX file ({type(error).__name__})") from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines += [_paragraph(block.text.strip(), block.style.name if block.style else ""), ""]
        elif isinstance(block, Table):
            lines += [" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows] + [""]
    return "\n".join(lines)


def _paragraph(text: str, style: str | None) -> str:
    found = re.fullmatch(r"(?:Heading|标题)\s*(\d)", style or "")
    if found and text:
        return f"{'#' * min(int(found.group(1)), 6)} {text}"
    if style == "Title" and text:
        return f"# {text}"
    return f"- {text}" if text and "List" in (style or "") else text


def _pdf(content: bytes) -> str:
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is locked with a password")
        if len(reader.pages) > _MOST_PAGES:
            raise Unreadable(f"it has more than {_MOST_PAGES} pages")
        pages = [page.extract_text() or "" for page in reader.pages]
    except Unreadable:
        raise
    except Exception as error:  # the library raises whatever broken files make it raise
        raise Unreadable(f"it is no readable PDF file ({type(error).__name__})") from error
    return _joined("\n".join(pages))


def _joined(text: str) -> str:
    """Undo the line breaks of a page: a line goes on unless it ends a sentence or the next begins an article."""
    lines: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            lines.append("")
            continue
        begins = re.match(r"^(第.{1,9}[条章节]|#|[-*•·]|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.])", line)
        if lines and lines[-1] and not begins and not _ENDS.search(lines[-1]):
            glue = "" if not lines[-1][-1].isascii() or not line[0].isascii() else " "
            lines[-1] += glue + line
        else:
            lines.append(line)
    return "\n".join(lines)


def _html(content: bytes) -> str:
    import trafilatura

    text: str | None = trafilatura.extract(
        content, output_format="markdown", include_tables=True, include_comments=False, with_metadata=False
    )
    if not text:
        raise Unreadable("no article was found on the page")
    title = trafilatura.extract_metadata(content)
    if title is not None and title.title and not text.lstrip().startswith("# "):
        text = f"# {title.title}\n\n{text}"
    return text
