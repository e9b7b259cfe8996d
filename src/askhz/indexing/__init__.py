"""Documents into the index: preparing, updating, verifying. Knows no questions."""

from .updating import Report, update
from .verifying import verify

__all__ = ["Report", "update", "verify"]
