from __future__ import annotations

from fastapi.testclient import TestClient

from askhz.api.replies import AnswerReply, DocumentsReply, JobsReply, SearchReply


def test_what_is_described_is_what_comes(client: TestClient) -> None:
    for question in ("Who made Wukong?", "Which bank lends money?", "Hello"):
        AnswerReply.model_validate(client.post("/api/v1/ask", json={"question": question}).json(), strict=True)
    SearchReply.model_validate(client.get("/api/v1/search?q=Wukong").json(), strict=True)
    client.post("/api/v1/leave-out", json={"source": "b.txt"})
    JobsReply.model_validate(client.get("/api/v1/jobs").json(), strict=True)
    DocumentsReply.model_validate(client.get("/api/v1/documents").json(), strict=True)


def test_the_description_names_the_types(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    reply = described["paths"]["/api/v1/ask"]["post"]["responses"]["200"]["content"]
    assert reply["application/json"]["schema"] == {"$ref": "#/components/schemas/AnswerReply"}
    assert "text/event-stream" in reply
