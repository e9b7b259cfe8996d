from markupsafe import Markup

from askhz.render.templating import render


def test_a_value_is_escaped_and_made_visible_and_markup_is_taken_as_it_is() -> None:
    turned = render("conversation.html", "error", "<b>\x1b\u202e</b>")
    assert "&lt;b&gt;␛�&lt;/b&gt;" in turned
    assert "<i>kept</i>" in render("conversation.html", "turn", 1, "?", Markup("<i>kept</i>"))
