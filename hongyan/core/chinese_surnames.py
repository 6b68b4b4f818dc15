"""Chinese surnames of two characters; every other one has a single character (Hundred Family Surnames)."""

DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "夏侯",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "长孙",
        "宇文",
        "端木",
        "独孤",
        "南宫",
        "申屠",
        "淳于",
        "轩辕",
    ]
)
