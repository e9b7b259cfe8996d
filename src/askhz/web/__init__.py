"""The web page and the endpoints beside it: `build` makes the page, `start` and `serve` answer on a port.

No request leaves the machine: what the page loads is Gradio's own and this package's, and every response forbids the
browser to load anything from elsewhere.
"""

import os

# Gradio and what it imports read these when they are imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from .access import Access, check_access, is_loopback
from .page import build
from .serving import Running, serve, start

__all__ = ["Access", "Running", "build", "check_access", "is_loopback", "serve", "start"]
