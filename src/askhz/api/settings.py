"""What a server allows, chosen when it is started."""

from __future__ import annotations

from dataclasses import dataclass

from ..documents.scanning import FILE_LIMIT


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server allows.

    `personal`: only this machine may ask, so there is one person. `read_only`: nothing may be changed. `history`:
    conversations are kept. `upload_bytes` bounds one request that brings files. `questions_per_minute` and
    `waiting_per_client` bound one client (None: no bound); `waiting` bounds the queue. `log_questions`: the text of
    questions may stand in the log. `watch`: the index follows its folders from the start.
    """

    personal: bool = True
    read_only: bool = False
    history: bool = True
    upload_bytes: int = FILE_LIMIT
    questions_per_minute: int | None = None
    uploads_per_minute: int | None = None
    waiting: int = 64
    waiting_per_client: int | None = None
    log_questions: bool = False
    watch: bool = False
