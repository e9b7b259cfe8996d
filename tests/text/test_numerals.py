import pytest

from askhz.text.numerals import value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十一", 11),
        ("二十", 20),
        ("二十四", 24),
        ("两百", 200),
        ("一百零二", 102),
        ("一百二", 120),
        ("一百二十", 120),
        ("三千零五", 3005),
        ("三千五百", 3500),
        ("四万二千", 42000),
        ("一万五", 15000),
        ("一万零五", 10005),
        ("三十万", 300000),
        ("一百三十亿", 13_000_000_000),
        ("三亿五千万", 350_000_000),
        ("二〇二四", 2024),
        ("一九四九", 1949),
    ],
)
def test_a_numeral_is_a_number(text: str, number: int) -> None:
    assert value(text) == number


@pytest.mark.parametrize(
    "text", ["一", "三四", "万一", "千万", "百万", "十十", "二十十", "一百百", "二三十", "零十", "", "四五百"]
)
def test_what_is_none(text: str) -> None:
    assert value(text) is None
