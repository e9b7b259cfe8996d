"""Mail: single messages (EML, Outlook's MSG) and mailboxes (MBOX)."""

from .outlook import read_msg
from .reading import read_eml, read_mbox

__all__ = ["read_eml", "read_mbox", "read_msg"]
