from askhz.records import Document
from askhz.render.templating import render


def test_a_value_is_escaped_and_made_visible_and_markup_is_taken_as_it_is() -> None:
    from askhz.render.document import document_html

    inner = document_html(Document("a.txt", "A", "<b>\x1b\u202e</b>", "d"))
    assert "&lt;b&gt;␛�&lt;/b&gt;" in inner
    assert render("document.html", "document", []) == ""
