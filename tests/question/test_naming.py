import pytest

from askhz.question import content_words_beyond, names_in
from askhz.text.aliases import Aliases

ALIASES = Aliases([("Unitree", "Yushu Technology", "宇树科技"), ("DeepSeek", "deep search", "深度求索")])


class TestNames:
    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ("Who founded Hangzhou Bowu Culture?", ["Hangzhou Bowu Culture"]),
            ("when was unitree founded", ["unitree"]),
            ("What does Zhang Min's firm do?", ["Zhang Min"]),
            ("I run a small agency. May we adapt the playbook?", []),
            ("Can I attach Firefox?", ["Firefox"]),
            ("Will I be paid?", []),
            ("What happened in May 2021?", ["May 2021"]),
            ("What does Defra's CI standard say?", ["Defra", "CI"]),
            ("What does the status 'Archived' mean?", ["Archived"]),
            ("why is this so", []),
            ("Who runs the Skin & Bones shop?", ["Skin & Bones"]),
            ("WHO FOUNDED IT", []),
            ("¿Quién fundó Hangzhou Bowu Culture?", ["Hangzhou Bowu Culture"]),
            ("«Où se trouve le siège de Huawei ?", ["Huawei"]),
            ("Perdí mi llave. ¿Dónde está la oficina de Koopa?", ["Koopa"]),
            ("Wie viele Einhorn-Unternehmen gibt es in der Stadt?", []),
            ("Wer hat CloudMinds in der Stadt gegründet?", ["CloudMinds"]),
            ("宇树科技是什么", ["宇树科技"]),
        ],
    )
    def test_names(self, asked: str, names: list[str]) -> None:
        assert names_in(asked, ALIASES) == names


def test_content_words_beyond() -> None:
    assert content_words_beyond("And why is that?") == []
    assert content_words_beyond("Which dragons rose?") == ["dragon", "rose"]
