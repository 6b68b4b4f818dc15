"""What the law says is cited in the reader's language: every basis and title of the packaged rule sets has its Chinese form."""

import re

import pytest

from hongyan.disruptions import cite, packaged_book

CITED = sorted({text for s in packaged_book().sets for text in (s.title, *s.basis.values())})
_ENGLISH = re.compile(r"(?<!\()\b[a-z]{3,}|\barts?\b|\bch\.")


@pytest.mark.parametrize("basis", CITED)
def test_a_chinese_reader_is_shown_no_english_citation(basis: str) -> None:
    said = cite(basis, "zh-CN")
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert not _ENGLISH.search(said), said


def test_articles_and_chapters_keep_their_numbers() -> None:
    assert cite("CCAR-300 art. 28", "zh-CN") == "《航班正常管理规定》（CCAR-300）第28条"
    assert cite("CCAR-273 ch. 4, arts 23-25", "zh-CN").endswith("第四章第23至25条")
    assert cite("Reg. 261/2004 arts 5(1)(c), 7", "zh-CN") == "欧盟第 261/2004 号条例第5(1)(c)、7条"


def test_english_stays_as_the_rule_set_has_it() -> None:
    assert cite("CCAR-300 art. 28", "en") == "CCAR-300 art. 28"
