"""The web page: `build` makes it, `serve` shows it on a port.

No request leaves the machine: what the page loads is Gradio's own and this package's, and every response forbids the
browser to load anything from elsewhere.
"""

import os

# Gradio and what it imports read these when they are imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

from .page import build
from .serving import launch, serve

__all__ = ["build", "launch", "serve"]
