// The documents at the left: the list, choosing some to ask in, adding, removing, and how far a job is.
import { api } from "./api.js";
import { announce, byId, excerpt, h, icon, iconButton } from "./dom.js";
import { ask } from "./dialogs.js";
import { count, t } from "./language.js";
import { menu } from "./menus.js";
import { startWatching } from "./watching.js";

const MOST_SHOWN = 200;
const FILTER_FROM = 9;

export class Documents {
  /** `open(source, opener)` shows a document; `changed()` is called when the documents are others than before. */
  constructor({ open, changed }) {
    this.open = open;
    this.changed = changed;
    this.all = [];
    this.chosen = new Set();
    this.changes = false;
    this.watched = null;
    this.follows = false;
    this.list = byId("hz-document-list");
    this.filter = byId("hz-document-filter");
    this.filter.addEventListener("input", () => this.draw());
    byId("hz-add").addEventListener("click", () => this.startAdding());
    byId("hz-reindex").addEventListener("click", () => this.#begin(() => api.reindex()));
    this.#drops();
  }

  titleOf(source) {
    const found = this.titles?.get(source);
    return found || undefined;
  }

  async load() {
    const { documents, changes } = await api.documents();
    this.all = documents;
    this.titles = new Map(documents.map(({ source, title }) => [source, title]));
    for (const source of this.chosen) if (!this.titles.has(source)) this.chosen.delete(source);
    this.changes = changes;
    if (changes && !this.follows) {
      this.follows = true;
      startWatching(() => this.load().then(this.changed, () => {}));
    }
    for (const button of document.querySelectorAll(".hz-changes")) button.hidden = !changes;
    this.draw();
  }

  async watchRunning() {
    const { jobs } = await api.jobs();
    const running = jobs.find((job) => job.state === "running" || job.state === "waiting");
    if (running) this.#watch(running);
  }

  draw() {
    const wanted = this.filter.value.trim().toLowerCase();
    const found = wanted ? this.all.filter(({ source, title }) => `${title} ${source}`.toLowerCase().includes(wanted)) : this.all;
    byId("hz-count").textContent = this.all.length.toLocaleString();
    this.filter.hidden = this.all.length < FILTER_FROM;
    this.list.replaceChildren(...found.slice(0, MOST_SHOWN).map((one) => this.#item(one)));
    if (found.length > MOST_SHOWN) this.list.append(h("li", { class: "hz-quiet" }, t("moreDocuments", { n: found.length - MOST_SHOWN })));
    if (!this.all.length) this.list.append(h("li", { class: "hz-quiet" }, t("noDocuments")));
    this.#drawChosen();
  }

  /** Say which document the viewer shows. */
  mark(source) {
    for (const item of this.list.children) {
      const button = item.querySelector(".hz-document");
      if (button?.dataset.source === source) button.setAttribute("aria-current", "true");
      else button?.removeAttribute("aria-current");
    }
  }

  #item(one) {
    const title = one.title || one.source;
    const bad = one.state === "unreadable";
    const facts = [one.kind, one.pages ? count(one.pages, "pageOne", "pages") : null, bad ? null : count(one.passages, "passageOne", "passages")].filter(Boolean);
    const state = ["changed", "gone", "unreadable"].includes(one.state) ? t(`state_${one.state}`) : null;
    const check = h("input", { type: "checkbox", "aria-label": `${t("askOnly")}: ${title}`, title: t("askOnly"), ...(bad ? { disabled: true } : {}) });
    check.checked = this.chosen.has(one.source);
    check.addEventListener("change", () => {
      if (check.checked) this.chosen.add(one.source);
      else this.chosen.delete(one.source);
      this.#drawChosen();
    });
    const entries = () => [
      ...(this.changes && one.added ? [[t("remove"), () => this.#remove(one)]] : []),
    ];
    return h(
      "li",
      { class: `hz-row hz-state-${one.state}` },
      h("label", { class: "hz-check" }, check),
      h(
        "button",
        { type: "button", class: "hz-document", data: { source: one.source }, title: one.source, on: { click: (event) => !bad && this.open(one.source, event.currentTarget) } },
        h("span", { class: "hz-name", dir: "auto" }, excerpt(title, 80)),
        h("span", { class: "hz-facts" }, facts.join(" · "), state ? h("em", {}, ` · ${state}`) : null),
      ),
      one.problems?.length
        ? h("details", { class: "hz-problems" }, h("summary", {}, t("jobLeftOut", { n: one.problems.length })), h("ul", {}, one.problems.map((problem) => h("li", { dir: "auto" }, problem))))
        : null,
      entries().length ? menu(iconButton("more", t("actions", { title: excerpt(title, 40) }), null), entries) : null,
    );
  }

  #drawChosen() {
    const line = byId("hz-chosen");
    line.hidden = this.chosen.size === 0;
    line.replaceChildren(
      count(this.chosen.size, "askingWithinOne", "askingWithin"),
      h("button", { type: "button", class: "hz-link", on: { click: () => { this.chosen.clear(); this.draw(); } } }, t("askAll")),
    );
  }

  async #remove(one) {
    const sure = await ask(t("removeSure", { title: one.title || one.source }), t("remove"));
    if (sure) this.#begin(() => api.remove(one.source));
  }

  // Adding

  startAdding() {
    const dialog = byId("hz-dialog");
    const files = h("input", { type: "file", multiple: true, class: "hz-unseen", id: "hz-files", tabindex: "-1" });
    files.addEventListener("change", () => {
      if (files.files.length) this.#upload([...files.files]);
      dialog.close();
    });
    const title = h("input", { type: "text", class: "hz-filter", "aria-label": t("addTitle"), placeholder: t("addTitle"), dir: "auto" });
    const text = h("textarea", { class: "hz-filter", rows: "6", required: true, "aria-label": t("addBody"), placeholder: t("addBody"), dir: "auto" });
    const path = h("input", { type: "text", class: "hz-filter", required: true, "aria-label": t("addPath"), placeholder: t("addPath") });
    const form = (name, ...fields) => h("form", { on: { submit: (event) => {
      event.preventDefault();
      const body = name === "addText" ? { text: text.value, ...(title.value.trim() ? { title: title.value.trim() } : {}) } : { path: path.value.trim() };
      dialog.close();
      this.#begin(() => api.add(body));
    } } }, h("h3", {}, t(name)), ...fields, h("button", { type: "submit", class: "hz-button hz-main-button" }, t("addGo")));
    dialog.replaceChildren(
      h("header", {}, h("h2", { id: "hz-dialog-title" }, t("add")), iconButton("close", t("close"), () => dialog.close())),
      h("p", { class: "hz-drop" }, h("button", { type: "button", class: "hz-button hz-main-button", on: { click: () => files.click() } }, t("addFiles")), files, h("span", {}, t("addDrop"))),
      form("addText", title, text),
      form("addFolder", path),
    );
    dialog.setAttribute("aria-labelledby", "hz-dialog-title");
    dialog.showModal();
  }

  #upload(files) {
    return this.#begin(() => api.upload(files));
  }

  #drops() {
    let depth = 0;
    const cover = h("div", { class: "hz-cover", hidden: true }, icon("save"), h("p", { "data-t": "dropHere" }, t("dropHere")));
    byId("hz").append(cover);
    const holds = (event) => this.changes && [...(event.dataTransfer?.types ?? [])].includes("Files");
    addEventListener("dragenter", (event) => {
      if (!holds(event)) return;
      depth += 1;
      cover.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (!holds(event)) return;
      depth -= 1;
      cover.hidden = depth > 0 ? false : true;
    });
    addEventListener("dragover", (event) => holds(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!holds(event)) return;
      event.preventDefault();
      depth = 0;
      cover.hidden = true;
      const files = [...event.dataTransfer.files];
      if (files.length) this.#upload(files);
    });
  }

  // Jobs

  async #begin(start) {
    try {
      const reply = await start();
      await this.#watch(reply.job ?? reply);
    } catch (error) {
      this.#say({ state: "failed", error: error.message });
    }
  }

  async #watch(job) {
    this.#say(job);
    if (this.watched === job.id) return;
    this.watched = job.id;
    try {
      for await (const [, data] of api.watchJob(job.id)) {
        job = data.job ?? data;
        this.#say(job);
      }
    } catch (error) {
      this.#say({ ...job, state: "failed", error: error.message });
    }
    if (this.watched === job.id) this.watched = null;
    await this.load();
    this.changed();
  }

  #say(job) {
    const line = byId("hz-job");
    line.hidden = false;
    const running = job.state === "running" || job.state === "waiting";
    const close = running
      ? iconButton("close", t("stop"), () => api.stopJob(job.id).catch(() => {}))
      : iconButton("close", t("close"), () => (line.hidden = true));
    const { report } = job;
    const text = { waiting: t("jobWaiting"), running: `${job.what ?? ""} ${job.total ? `${job.done}/${job.total}` : ""}`, done: t("jobDone", report ?? {}), stopped: t("jobStopped"), failed: job.error }[job.state] ?? "";
    line.className = `hz-job hz-job-${job.state}`;
    line.replaceChildren(
      h("div", { class: "hz-job-line" }, h("span", { dir: "auto" }, text), close),
      running ? h("progress", { "aria-label": text, ...(job.total ? { max: job.total, value: job.done } : {}) }) : "",
      ...(report?.problems?.length ? [h("details", { open: true }, h("summary", {}, t("jobLeftOut", { n: report.problems.length })), h("ul", {}, report.problems.map((problem) => h("li", { dir: "auto" }, problem))))] : []),
    );
    if (!running) announce(text);
  }
}
