"""Web pages: HTML, XHTML, and pages saved as one file (MHTML)."""

from .reading import parse_page, parse_xml, read_html, read_mhtml, read_xhtml, write_page

__all__ = ["parse_page", "parse_xml", "read_html", "read_mhtml", "read_xhtml", "write_page"]
