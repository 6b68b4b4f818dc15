"""The language of a text by its letters."""

import pytest

from hongyan.conversations.spoken_language import spoken_language


@pytest.mark.parametrize(
    ("text", "otherwise", "language"),
    [
        ("我要改签", "en", "zh"),
        ("我要改签", "zh-CN", "zh-CN"),
        ("I want to change my flight", "zh-CN", "en"),
        ("Je voudrais changer", "fr", "fr"),
        ("K7M2QD", "zh-CN", "zh-CN"),
        ("ZZ1305 ok", "zh-CN", "zh-CN"),
        ("変更したいです", "zh-CN", "ja"),
        ("변경하고 싶어요", "en", "ko"),
        ("хочу изменить билет", "en", "ru"),
        ("13800138000", "zh-CN", "zh-CN"),
    ],
)
def test_letters_tell(text: str, otherwise: str, language: str) -> None:
    assert spoken_language(text, otherwise) == language
