// The conversation in the middle: asking, waiting, answers, and what can be done with them.
import { api } from "./api.js";
import { answerView, dress } from "./answer.js";
import { announce, byId, excerpt, h, iconButton, redrawn, visible } from "./dom.js";
import { count, t } from "./language.js";

export class Talk {
  /** `page` is what the conversation needs of the rest: see main.js. */
  constructor(page) {
    this.page = page;
    this.turns = []; // {n, question, answer?, status?, element}
    this.id = null;
    this.controller = null;
    this.recalled = null; // how far back arrow up has gone
    this.box = byId("hz-box");
    this.list = byId("hz-turns");
    this.scroller = byId("hz-scroll");
    this.#listen();
  }

  get busy() {
    return this.controller !== null;
  }

  get last() {
    return this.turns.findLast((turn) => turn.answer);
  }

  /** Empty, for a conversation that has no turn yet. */
  clear() {
    this.stop();
    [this.id, this.turns] = [null, []];
    this.list.replaceChildren();
    this.#notice("");
    this.#welcome();
    this.page.moved();
  }

  /** Show a stored conversation. */
  async load(id) {
    this.stop();
    const stored = await api.conversation(id);
    await dress(stored.turns.map((turn) => turn.answer));
    [this.id, this.turns] = [id, stored.turns.map(({ n, question, answer }) => ({ n, question, answer }))];
    this.#notice("");
    this.redraw();
    this.scroller.scrollTop = this.scroller.scrollHeight;
    return stored;
  }

  redraw() {
    const open = new Set([...this.list.querySelectorAll("details[open]")].map((one) => one.closest("li").dataset.n));
    this.list.replaceChildren(...this.turns.map((turn) => this.#drawn(turn)));
    for (const item of this.list.children) if (open.has(item.dataset.n)) item.querySelector("details")?.setAttribute("open", "");
    this.#welcome();
    this.page.moved();
  }

  /** Ask what is in the box, or a given question; `asTyped`: no word of it is respelt or filled in. */
  async ask(question = this.box.value, { asTyped = false } = {}) {
    const asked = question.trim();
    if (!asked || this.busy) {
      this.box.focus();
      return;
    }
    this.#notice("");
    this.recalled = null;
    if (question === this.box.value) this.#put("");
    // What was clicked goes away; a finger does not want the keyboard.
    const had = document.activeElement;
    if ((had === document.body || had?.closest("#hz-talk")) && !matchMedia("(pointer: coarse)").matches) this.box.focus();
    const turn = { n: (this.turns.at(-1)?.n ?? 0) + 1, question: asked, asTyped, status: t("sending") };
    this.list.querySelector(".hz-suggested")?.remove();
    this.turns.push(turn);
    this.list.append(this.#drawn(turn));
    this.#welcome();
    this.#comeIntoSight(turn);
    announce(t("reading"));
    const controller = (this.controller = new AbortController());
    this.#buttons();
    try {
      for await (const [name, data] of await this.#stream(turn, controller.signal)) {
        if (controller.signal.aborted) break;
        await this.#take(turn, name, data);
      }
      if (!turn.answer && !turn.error && !controller.signal.aborted) throw new Error(t("failed"));
    } catch (error) {
      if (controller.signal.aborted) turn.stopped = true;
      else this.#failed(turn, error);
    } finally {
      if (this.controller === controller) this.controller = null;
      this.#buttons();
      if (controller.signal.aborted) turn.stopped = true;
      if (this.turns.includes(turn)) this.#refresh(turn);
      if (turn.answer) this.#arrived(turn);
      this.page.changed();
    }
  }

  /** Stop waiting for an answer; the question stays, and can be asked again. */
  stop() {
    this.controller?.abort();
    this.controller = null;
    this.#buttons();
  }

  async #stream({ question, asTyped }, signal) {
    const sources = this.page.chosenSources();
    const within = { ...(sources.length ? { sources } : {}), ...(asTyped ? { as_typed: true } : {}) };
    await this.page.known; // a question may be asked before it is
    if (!this.page.history) return api.ask({ question, history: this.turns.filter((turn) => turn.answer).map((turn) => turn.question), ...within }, signal);
    if (this.id === null) {
      const begun = await api.begin();
      if (signal.aborted) {
        await api.forget(begun.id);
        return [];
      }
      this.id = begun.id;
      this.page.moved();
    }
    return api.askIn(this.id, { question, ...within }, signal);
  }

  async #take(turn, name, data) {
    if (name === "queued") {
      turn.status = data.position > 0 ? count(data.position, "queuedOne", "queued") : t("reading");
      this.#refresh(turn);
    } else if (name === "passages") {
      turn.found = data;
      turn.status = t("readingFound", { n: data.length });
      this.#refresh(turn);
    } else if (name === "turn") turn.n = data.n;
    else if (name === "answer") {
      await dress([data]);
      turn.answer = data;
    } else if (name === "error") turn.error = data.message;
  }

  /** A question that was never taken goes back into the box; one that failed stays, with what went wrong. */
  #failed(turn, error) {
    const untaken = error.status === 503 || error.status === 429 || error instanceof TypeError;
    if (!untaken) {
      turn.error = error.message || t("failed");
      announce(turn.error);
      return;
    }
    this.turns = this.turns.filter((one) => one !== turn);
    turn.element?.remove();
    if (!this.box.value) this.#put(turn.question);
    this.#notice(error.status === 503 ? t("full") : error.status ? error.message : t("lost"));
    this.#welcome();
    this.box.focus();
  }

  #arrived(turn) {
    const { answer } = turn;
    announce(answer.answered ? `${t("answered")}: ${answer.short?.text ?? excerpt(answer.citations[0]?.shown ?? answer.citations[0]?.quote ?? "", 300)}` : answer.kind === "social" ? (answer.reason ?? "") : `${t("notFound")}. ${answer.reason ?? ""}`);
    this.page.answered(turn);
  }

  /** Ask turn `turn` again, with other words or as it was typed: it and what came after it go. */
  async askAgain(turn, question, options = {}) {
    const at = this.turns.indexOf(turn);
    if (at < 0 || this.busy || !question.trim()) return;
    if (this.page.history && this.id !== null && this.turns.slice(at).some((one) => one.answer)) {
      try {
        await api.dropFrom(this.id, turn.n);
      } catch (error) {
        // A turn or a conversation that the server does not have any more need not be dropped.
        if (![400, 404].includes(error.status)) return this.#notice(error.message);
      }
    }
    this.turns = this.turns.slice(0, at);
    this.redraw();
    await this.ask(question, options);
  }

  // Drawing

  #drawn(turn) {
    turn.element = h("li", { class: "hz-turn", data: { n: turn.n } }, this.#question(turn), this.#body(turn));
    return turn.element;
  }

  #question(turn) {
    const edit = iconButton("edit", t("editQuestion"), () => this.#edit(turn), { class: "hz-edit" });
    return h("div", { class: "hz-question" }, h("h3", { dir: "auto" }, h("span", { class: "hz-unseen" }, `${t("youAsked")}: `), excerpt(turn.question, 600) || t("noWords")), edit);
  }

  #body(turn) {
    if (turn.answer) return answerView(turn.question, turn.answer, this.#actions(turn));
    const again = () => h("button", { type: "button", class: "hz-button", on: { click: () => this.askAgain(turn, turn.question, { asTyped: turn.asTyped }) } }, t("askAgain"));
    if (turn.error) return h("article", { class: "hz-answer hz-error", role: "alert" }, h("p", { class: "hz-verdict" }, t("failed")), h("p", { dir: "auto" }, turn.error), again());
    if (turn.stopped) return h("article", { class: "hz-answer hz-stopped" }, h("p", {}, t("stopped")), again());
    const found = turn.found ?? [];
    return h(
      "article",
      { class: "hz-answer hz-pending", "aria-busy": "true" },
      h("p", { class: "hz-status" }, h("span", { class: "hz-dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), turn.status),
      found.length
        ? h("ul", { class: "hz-found-first" }, found.slice(0, 3).map((passage) => h("li", { dir: "auto" }, h("b", {}, excerpt(this.page.titleOf(passage.source) ?? passage.source, 60)), ` ${excerpt(passage.text, 140)}`)))
        : null,
    );
  }

  #refresh(turn) {
    const old = turn.element;
    if (!old?.isConnected) return;
    redrawn(old, () => old.replaceChildren(this.#question(turn), this.#body(turn)));
    old.dataset.n = turn.n;
  }

  /** Offer questions below a turn. */
  suggest(turn, questions) {
    turn.element.querySelector(".hz-suggested")?.remove();
    if (!questions.length) return;
    turn.element.append(
      h("p", { class: "hz-suggested" }, t("askNext"), questions.map((text) => h("button", { type: "button", class: "hz-choice", dir: "auto", on: { click: () => this.ask(text) } }, text))),
    );
  }

  #actions(turn) {
    return {
      open: (n, opener) => {
        const { citations, short } = turn.answer;
        this.page.openCitation(citations, citations.findIndex((one) => one.n === n), { opener, short });
      },
      openPassage: ({ source, start, end }, opener) => this.page.openPlace({ source, start, end }, { opener }),
      ask: (text) => this.ask(text),
      // The last question is asked again in its place; an earlier one once more, so that nothing after it is lost.
      asTyped: () => (turn === this.turns.at(-1) ? this.askAgain(turn, turn.question, { asTyped: true }) : this.ask(turn.question, { asTyped: true })),
      titleOf: (source) => this.page.titleOf(source),
      feedback: (body) => api.feedback({ ...body, ...(this.id === null ? {} : { conversation: this.id }) }).catch((error) => this.#notice(error.message)),
    };
  }

  /** The question as a small form in its place. */
  #edit(turn) {
    const area = h("textarea", { class: "hz-edit-box", rows: "2", dir: "auto", "aria-label": t("editQuestion") });
    area.value = turn.question;
    const done = (ask) => {
      const text = area.value;
      form.replaceWith(this.#question(turn));
      if (ask && text.trim()) this.askAgain(turn, text);
      else turn.element.querySelector(".hz-edit").focus();
    };
    const form = h(
      "form",
      { class: "hz-question hz-editing", on: { submit: (event) => { event.preventDefault(); done(true); } } },
      area,
      h("button", { type: "submit", class: "hz-button hz-main-button" }, t("send")),
      h("button", { type: "button", class: "hz-button", on: { click: () => done(false) } }, t("cancel")),
    );
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        done(true);
      } else if (event.key === "Escape") {
        event.stopPropagation();
        done(false);
      }
    });
    turn.element.querySelector(".hz-question").replaceWith(form);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }

  #comeIntoSight(turn) {
    // Room below, so that the newest question can stand at the top, however short its answer is.
    this.list.style.setProperty("--hz-room", `${Math.max(0, this.scroller.clientHeight - 24)}px`);
    const top = turn.element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
    this.scroller.scrollTo({ top, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  }

  #welcome() {
    byId("hz-welcome").hidden = this.turns.length > 0;
  }

  #notice(text) {
    const notice = byId("hz-notice");
    notice.hidden = !text;
    notice.textContent = visible(text);
  }

  #buttons() {
    byId("hz-send").hidden = this.busy;
    byId("hz-stop").hidden = !this.busy;
  }

  // The box

  #put(text) {
    this.box.value = text;
    this.#grow();
  }

  #grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 200)}px`;
  }

  #listen() {
    byId("hz-ask").addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    byId("hz-stop").addEventListener("click", () => {
      this.stop();
      this.box.focus();
    });
    this.box.addEventListener("input", () => {
      this.recalled = null;
      this.#grow();
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        this.ask();
      } else if (event.key === "Escape" && this.busy) {
        event.stopPropagation();
        this.stop();
      } else if (event.key === "ArrowUp" && (this.recalled !== null || !this.box.value)) this.#recall(event, -1);
      else if (event.key === "ArrowDown" && this.recalled !== null) this.#recall(event, 1);
    });
  }

  #recall(event, by) {
    if (!this.turns.length) return;
    event.preventDefault();
    const at = (this.recalled ?? this.turns.length) + by;
    if (at < 0) return;
    this.recalled = at < this.turns.length ? at : null;
    this.#put(this.turns[at]?.question ?? "");
  }
}
