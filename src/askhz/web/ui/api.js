// The only module that knows addresses: `/api/v1` as docs/api.md says, and `/page` for what the page alone needs.

const ROOT = new URL(".", document.baseURI);
const at = (path) => new URL(path.replace(/^\//, ""), ROOT);

/** What the server said went wrong, with its status. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function refused(response) {
  let message = "";
  try {
    const body = await response.json();
    message = body.error ?? body.detail ?? body.message ?? "";
  } catch {
    /* no JSON: the status says enough */
  }
  return new ApiError(typeof message === "string" ? message : JSON.stringify(message), response.status);
}

async function call(path, options = {}) {
  const response = await fetch(at(path), options);
  if (!response.ok) throw await refused(response);
  return response.status === 204 ? null : response.json();
}

const withBody = (method, body) => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body ?? {}),
});

const query = (values) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null) search.set(name, value);
  return search;
};

/** The events of a stream, each as [name, data]. */
async function* events(path, options) {
  const response = await fetch(at(path), { ...options, headers: { ...options.headers, accept: "text/event-stream" } });
  if (!response.ok) throw await refused(response);
  if (!(response.headers.get("content-type") ?? "").startsWith("text/event-stream")) {
    yield ["answer", await response.json()];
    return;
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer = (buffer + value).replace(/\r\n?/g, "\n");
    for (let end = buffer.indexOf("\n\n"); end >= 0; end = buffer.indexOf("\n\n")) {
      let name = "message";
      const data = [];
      for (const line of buffer.slice(0, end).split("\n")) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
      }
      buffer = buffer.slice(end + 2);
      if (data.length) yield [name, JSON.parse(data.join("\n"))];
    }
  }
}

const id = encodeURIComponent;

export const api = {
  health: () => call("api/v1/health"),
  ask: (body, signal) => events("api/v1/ask", { ...withBody("POST", body), signal }),
  askIn: (conversation, body, signal) =>
    events(`api/v1/conversations/${id(conversation)}/ask`, { ...withBody("POST", body), signal }),

  documents: () => call("api/v1/documents"),
  boxes: (source, start, end) => call(`api/v1/document/boxes?${query({ source, start, end })}`),
  pageAddress: (source, page, width) => String(at(`api/v1/document/page?${query({ source, page, width })}`)),
  upload: (files) => {
    const form = new FormData();
    for (const file of files) form.append("files", file, file.name);
    return call("api/v1/upload", { method: "POST", body: form });
  },
  add: (body) => call("api/v1/add", withBody("POST", body)),
  remove: (source) => call("api/v1/delete", withBody("POST", { source })),
  leaveOut: (source) => call("api/v1/leave-out", withBody("POST", { source, whole_file: true })),
  bringBack: (source) => call("api/v1/bring-back", withBody("POST", { source })),
  reindex: () => call("api/v1/reindex", withBody("POST")),
  watching: () => call("api/v1/watch"),
  watch: (on) => call("api/v1/watch", withBody("POST", { on })),
  jobs: () => call("api/v1/jobs"),
  watchJob: (job, signal) => events(`api/v1/jobs/${id(job)}`, { signal }),
  stopJob: (job) => call(`api/v1/jobs/${id(job)}/stop`, withBody("POST")),

  conversations: (q) => call(`api/v1/conversations?${query({ q: q || undefined, limit: 100 })}`),
  begin: () => call("api/v1/conversations", withBody("POST")),
  conversation: (one) => call(`api/v1/conversations/${id(one)}`),
  rename: (one, title) => call(`api/v1/conversations/${id(one)}`, withBody("PATCH", { title })),
  forget: (one) => call(`api/v1/conversations/${id(one)}`, { method: "DELETE" }),
  dropFrom: (one, turn) => call(`api/v1/conversations/${id(one)}/turns/${turn}`, { method: "DELETE" }),
  exportAddress: (one, format) => String(at(`api/v1/conversations/${id(one)}/export?format=${format}`)),
  feedback: (body) => call("api/v1/feedback", withBody("POST", body)),

  /** A document to show; of one that is `known` by its version, only that it is the same. */
  shown: ({ source, start, end }, asPages, known) => call(`page/document?${query({ source, start, end, known, as: asPages ? "pages" : undefined })}`),
  quotes: (spans) => call("page/quotes", withBody("POST", { spans })),
  suggestions: (source) => call(`page/suggestions?${query({ source })}`),
  map: () => call("page/map"),
};
