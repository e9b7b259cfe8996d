from __future__ import annotations

from browser import FakeBot
from fastapi.testclient import TestClient

from askhz.api.application import application
from askhz.api.server import open_server


def test_the_description_lists_these_endpoints_alone() -> None:
    server = open_server(FakeBot())
    app = application(server)
    described = TestClient(app).get("/api/v1/openapi.json").json()
    assert all(path.startswith("/api/v1/") for path in described["paths"])
    for name in ("ask", "search", "documents", "document", "upload", "delete", "feedback", "health", "metrics"):
        assert f"/api/v1/{name}" in described["paths"]
    names = [one["operationId"] for path in described["paths"].values() for one in path.values()]
    assert len(set(names)) == len(names)
    server.close()


def test_what_is_not_there_or_breaks_is_said_in_one_line() -> None:
    server = open_server(FakeBot())
    client = TestClient(application(server), raise_server_exceptions=False)
    missing = client.get("/api/v2/ask")
    assert (missing.status_code, list(missing.json())) == (404, ["error"])
    wrong = client.get("/api/v1/ask")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert wrong.json() == {"error": "GET /api/v1/ask: want POST"}
    assert client.put("/api/v1/conversations/x").headers["allow"] == "DELETE, GET, PATCH"
    assert client.post("/api/v1/search", json={"query": 3}).json() == {"error": "query: input should be a valid string"}
    assert client.get("/api/v1/conversations?offset=99999999999999999999").status_code == 422
    assert {client.head(path).status_code for path in ("/healthz", "/readyz")} == {200}
    broken = client.post("/api/v1/ask", json={"question": "break"})
    assert (broken.status_code, "fault" in broken.text) == (500, False)
    server.close()


def test_behind_a_proxy_the_addresses_begin_with_its_path_whether_it_hands_that_on_or_not() -> None:
    server = open_server(FakeBot())
    client = TestClient(application(server, root_path="/askhz"))  # a warning would be an error here
    for before in ("", "/askhz"):
        assert client.get(f"{before}/api/v1/health").json()["documents"] == 2
        assert client.get(f"{before}/api/v1/ask").status_code == 405
        assert client.get(f"{before}/api/v1/other").status_code == 404
    assert client.get("/api/v1/openapi.json").json()["servers"] == [{"url": "/askhz"}]
    server.close()
