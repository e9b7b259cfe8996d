"""An answer as JSON, text for a terminal, or HTML for the page. Knows neither models nor Gradio.

HTML is made by `render.document`, which is imported on its own, because only the page
and the report need Jinja2.
"""

from .escaping import columns_of, visible
from .explained import explain_json, explain_text
from .payload import search_json, to_json
from .terminal import hits_text, text

__all__ = [
    "columns_of",
    "explain_json",
    "explain_text",
    "hits_text",
    "quote_parts",
    "search_json",
    "text",
    "to_json",
    "visible",
]
