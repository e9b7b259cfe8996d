// The documents at the left: the list, choosing some to ask in, adding, removing, and how far a job is.
import { api } from "./api.js";
import { announce, byId, excerpt, h, icon, iconButton, redrawn, visible } from "./dom.js";
import { ask } from "./dialogs.js";
import { count, t } from "./language.js";
import { menu } from "./menus.js";
import { startWatching } from "./watching.js";

const MOST_SHOWN = 200;
const FILTER_FROM = 9;
const HERE = /^(localhost|127\..*|\[::1\])$/;

/** What a job is doing, in the page's language where it has a word for it. */
function doing(what = "") {
  const key = `what_${what.replaceAll(" ", "_")}`;
  const said = t(key);
  return said === key ? what : said;
}

export class Documents {
  /** `open(source, opener)` shows a document; `changed()` is called when the documents are others than before. */
  constructor({ open, changed }) {
    this.open = open;
    this.changed = changed;
    this.all = [];
    this.leftOut = []; // what stands in the folders, but was removed here
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
    const { documents, changes, left_out: leftOut = [] } = await api.documents();
    [this.all, this.leftOut] = [documents, leftOut];
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
    redrawn(byId("hz-documents"), () => this.#drawAll());
  }

  #drawAll() {
    const wanted = this.filter.value.trim().toLowerCase();
    const found = wanted ? this.all.filter(({ source, title }) => `${title} ${source}`.toLowerCase().includes(wanted)) : this.all;
    byId("hz-count").textContent = this.all.length.toLocaleString();
    this.filter.hidden = this.all.length < FILTER_FROM;
    this.list.replaceChildren(...found.slice(0, MOST_SHOWN).map((one) => this.#item(one)));
    if (found.length > MOST_SHOWN) this.list.append(h("li", { class: "hz-quiet" }, t("moreDocuments", { n: found.length - MOST_SHOWN })));
    if (!this.all.length) this.list.append(h("li", { class: "hz-quiet" }, t("noDocuments")));
    this.#drawLeftOut();
    this.#drawChosen();
  }

  /** What is left out, each with its way back. */
  #drawLeftOut() {
    const place = byId("hz-left-out");
    place.hidden = !this.leftOut?.length;
    if (place.hidden) return;
    place.replaceChildren(
      h("summary", {}, t("leftOut", { n: this.leftOut.length })),
      h(
        "ul",
        { class: "hz-list" },
        this.leftOut.map(({ source, title }) =>
          h(
            "li",
            { class: "hz-row" },
            h("span", { class: "hz-name", dir: "auto", title: source }, excerpt(title || source, 60)),
            this.changes
              ? h("button", { type: "button", class: "hz-link", "aria-label": t("bringBackNamed", { title: title || source }), on: { click: () => this.#begin(() => api.bringBack(source)) } }, t("bringBack"))
              : null,
          ),
        ),
      ),
    );
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
      ...(this.changes && one.state !== "given" ? [[t("remove"), () => this.#remove(one)]] : []),
    ];
    return h(
      "li",
      { class: `hz-row hz-state-${one.state}` },
      h("label", { class: "hz-check" }, check),
      h(
        "button",
        { type: "button", class: "hz-document", data: { source: one.source }, title: one.source, on: { click: (event) => !bad && this.open(one.source, event.currentTarget) } },
        h("span", { class: "hz-name", dir: "auto" }, excerpt(title, 80)),
        h("span", { class: "hz-facts" }, facts.join(" · "), state ? h("em", {}, state) : null),
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
      h("button", { type: "button", class: "hz-link", on: { click: () => { this.chosen.clear(); this.draw(); byId("hz-box").focus(); } } }, t("askAll")),
    );
  }

  /** An added file is deleted; one in a person's own folder is left out, which can be undone. */
  async #remove(one) {
    const n = one.documents_in_file ?? 1;
    const what = one.added ? (n > 1 ? "removeAllSure" : "removeSure") : n > 1 ? "leaveOutAllSure" : "leaveOutSure";
    const title = n > 1 && one.added ? one.file : one.title || one.source;
    const sure = await ask(t(what, { title, n }), t("remove"));
    if (sure) this.#begin(() => (one.added ? api.remove(one.file ?? one.source) : api.leaveOut(one.source)));
  }

  // Adding

  startAdding() {
    const dialog = byId("hz-dialog");
    const files = h("input", { type: "file", multiple: true, hidden: true, id: "hz-files" });
    files.addEventListener("change", () => {
      if (files.files.length) this.#upload([...files.files]);
      dialog.close();
    });
    const title = h("input", { type: "text", class: "hz-filter", value: this.draft?.title ?? "", "aria-label": t("addTitle"), placeholder: t("addTitle"), dir: "auto" });
    const text = h("textarea", { class: "hz-filter", rows: "6", required: true, "aria-label": t("addBody"), placeholder: t("addBody"), dir: "auto" });
    text.value = this.draft?.text ?? "";
    const path = h("input", { type: "text", class: "hz-filter", required: true, "aria-label": t("addPath"), placeholder: t("addPath") });
    const form = (name, ...fields) => h("form", { on: { submit: (event) => {
      event.preventDefault();
      // A text without a title is called by how it begins. What could not be added is still there when one tries again.
      const body = name === "addText" ? { text: text.value, title: title.value.trim() || excerpt(text.value, 60) } : { path: path.value.trim() };
      if (name === "addText") this.draft = { title: title.value, text: text.value };
      dialog.close();
      this.#begin(async () => {
        const reply = await api.add(body);
        if (name === "addText") this.draft = null;
        return reply;
      });
    } } }, h("h3", {}, t(name)), ...fields, h("button", { type: "submit", class: "hz-button hz-main-button" }, t("addGo")));
    dialog.replaceChildren(
      h("header", {}, h("h2", { id: "hz-dialog-title" }, t("add")), iconButton("close", t("close"), () => dialog.close())),
      h("p", { class: "hz-drop" }, h("button", { type: "button", class: "hz-button hz-main-button", on: { click: () => files.click() } }, t("addFiles")), files, h("span", {}, t("addDrop"))),
      form("addText", title, text),
      HERE.test(location.hostname) ? form("addFolder", path) : "", // a path of this machine means nothing elsewhere
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
      : iconButton("close", t("close"), () => redrawn(byId("hz-documents"), () => (line.hidden = true)));
    const { report } = job;
    const text = { waiting: t("jobWaiting"), running: `${doing(job.what)} ${job.total ? `${job.done}/${job.total}` : ""}`, done: t("jobDone", report ?? {}), stopped: t("jobStopped"), failed: job.error }[job.state] ?? "";
    // A job that goes on keeps its elements: a button that is replaced at each step can be neither clicked nor focused.
    if (running && line.dataset.running === job.id) {
      const bar = line.querySelector("progress");
      line.querySelector(".hz-job-line span").textContent = visible(text);
      bar.setAttribute("aria-label", visible(text));
      if (job.total) [bar.max, bar.value] = [job.total, job.done];
      else bar.removeAttribute("value");
      return;
    }
    if (running) line.dataset.running = job.id;
    else delete line.dataset.running;
    line.className = `hz-job hz-job-${job.state}`;
    const parts = [
      h("div", { class: "hz-job-line" }, h("span", { dir: "auto" }, text), close),
      running ? h("progress", { "aria-label": text, ...(job.total ? { max: job.total, value: job.done } : {}) }) : "",
      ...(report?.problems?.length ? [h("details", { open: true }, h("summary", {}, t("jobLeftOut", { n: report.problems.length })), h("ul", {}, report.problems.map((problem) => h("li", { dir: "auto" }, problem))))] : []),
    ];
    redrawn(line, () => line.replaceChildren(...parts));
    if (!running) announce(text);
  }
}
