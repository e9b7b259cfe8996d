"""An answer as JSON, text for a terminal, or HTML for the page. Knows neither models nor Gradio."""

from .escaping import visible
from .payload import search_json, to_json
from .terminal import hits_text, text

__all__ = ["hits_text", "search_json", "text", "to_json", "visible"]
