// The document beside the conversation: its whole text or its pages, the quote marked, and ways through it.
import { api } from "./api.js";
import { FILE_STATES } from "./answer.js";
import { copy } from "./copying.js";
import { announce, excerpt, h, iconButton, redrawn, trusted } from "./dom.js";
import { Find } from "./finding.js";
import { t } from "./language.js";
import { mark, unmark } from "./marking.js";
import { pageView } from "./pages.js";
import { goTo } from "./scrolling.js";


const WIDE = matchMedia("(min-width: 1100px)");

export class Viewer {
  /** `element`: where it shows. `onClose`, `onMove`: called when it is closed, and when it shows another place. */
  constructor(element, { onClose, onMove }) {
    this.element = element;
    this.onClose = onClose;
    this.onMove = onMove;
    this.citations = []; // of the answer that was opened, to step through
    this.at = -1;
    this.opener = null;
    this.shown = null; // what the server gave for the document in view
    this.place = null; // {source, start, end, short}
    this.asPages = false;
    this.likesText = false; // of documents that have pictures of their pages
    this.find = null;
    this.stale = false; // whether something else stands where the quote stood
    this.opening = 0;
    element.addEventListener("keydown", (event) => this.#keys(event));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** Show a citation; `citations` are those to step through. */
  async openCitation(citations, at, { opener = null, focus = true, short = null } = {}) {
    this.citations = citations;
    this.at = at;
    this.short = short;
    const { source, start, end, n, quote } = citations[at];
    const inside = short && short.source === source && start <= short.start && short.end <= end;
    await this.open({ source, start, end, n, quote, short: inside ? [short.start, short.end] : null }, { opener, focus, keep: true });
  }

  /** Show a document, at a place if there is one. */
  async open(place, { opener = null, focus = true, keep = false } = {}) {
    const turn = (this.opening += 1);
    if (!keep) [this.citations, this.at] = [[], -1];
    if (opener) this.opener = opener;
    const before = this.place?.source;
    this.place = place;
    this.element.hidden = false;
    document.body.classList.add("hz-viewing");
    if (!this.shown || before !== place.source) {
      this.shown = null;
      const loading = h("p", { class: "hz-loading" }, h("i"), h("i"), h("i"));
      // The tools stay until there are others: one of them may have the focus.
      if (this.body?.isConnected) this.body.replaceWith(loading);
      else this.element.replaceChildren(loading);
      this.body = loading;
    }
    if (!(await this.#fetch(turn))) return;
    if (focus) this.element.focus({ preventScroll: true });
    await this.#show();
    this.onMove(place);
  }

  close() {
    if (!this.isOpen) return;
    this.opening += 1;
    this.element.hidden = true;
    this.element.replaceChildren();
    document.body.classList.remove("hz-viewing");
    const { opener } = this;
    [this.shown, this.place, this.opener, this.citations, this.at, this.find] = [null, null, null, [], -1, null];
    this.onClose(opener);
  }

  /** The citation so many further on. */
  step(by) {
    const next = this.at + by;
    if (next < 0 || next >= this.citations.length) return;
    this.openCitation(this.citations, next, { focus: false, short: this.short }).then(() => announce(this.#position()));
  }

  async startFind() {
    if (this.asPages) await this.#switch(); // pictures hold no words
    this.element.querySelector(".hz-find input")?.focus();
  }

  async redraw() {
    if (!this.shown) return;
    this.#draw();
    await this.#show();
  }

  /** The documents are others than before: show the one in view as it is now. */
  async refresh() {
    const { shown } = this;
    if (!this.isOpen || !shown) return;
    if ((await this.#fetch((this.opening += 1))) && this.shown !== shown) await this.#show();
  }

  /** Fetch the document, if it is not in view as it is now; gives whether it is there, and still wanted. */
  async #fetch(turn) {
    const { place, shown: known, stale } = this;
    try {
      const shown = await api.shown(place, !this.likesText && this.undrawn !== place.source, known?.version);
      if (turn !== this.opening) return false;
      // Another document may stand under the name by now: where the quote stood are other words.
      this.stale = place.quote !== undefined && shown.quoted !== place.quote;
      const same = known && shown.version === known.version;
      if (!same) this.shown = shown;
      if (same && stale === this.stale) this.#tools();
      else this.#draw();
      return true;
    } catch (error) {
      if (turn !== this.opening) return false;
      if (known && error.status !== 404) return true; // it cannot be asked just now
      this.shown = null;
      redrawn(this.element, () => this.#head());
      this.element.append(h("p", { class: "hz-flag", role: "alert" }, error.status === 404 ? t("gone") : error.message));
      return false;
    }
  }

  /** Fetch the text of a document of which only the pages were wanted; gives whether it is there. */
  async #needText() {
    const { shown } = this;
    if (!shown || shown.html !== null) return shown !== null;
    try {
      const whole = await api.shown(this.place, false);
      if (this.shown !== shown) return false; // another document, or none, is shown by now
      this.shown = whole;
      return true;
    } catch (error) {
      announce(error.message);
      return false;
    }
  }

  #position = () => (this.citations.length ? t("ofMany", { n: this.at + 1, m: this.citations.length }) : "");

  #draw() {
    redrawn(this.element, () => this.#drawAll());
  }

  #drawAll() {
    this.asPages = this.shown.pictures && !this.likesText && this.undrawn !== this.shown.source;
    this.#head();
    this.body = this.asPages ? h("div", { class: "hz-pages", tabindex: "0" }) : trusted("div", { class: "hz-text doc", tabindex: "0" }, this.shown.html);
    this.body.setAttribute("role", "region");
    this.body.setAttribute("aria-label", this.shown.title || this.shown.source);
    for (const line of this.body.querySelectorAll(".doc-place")) line.textContent = t(`place_${line.dataset.place}`, { n: line.dataset.value });
    this.element.append(this.body);
    this.find = this.asPages ? null : new Find(this.body);
  }

  #head() {
    const { title = "", source = this.place.source, details = {} } = this.shown ?? {};
    const about = [details.author, details.publisher, details.date].filter(Boolean).map((fact) => excerpt(fact, 60));
    if (title && title !== source) about.push(source);
    this.tools = h("div", { class: "hz-viewer-tools", role: "toolbar", "aria-label": t("viewer") });
    this.element.replaceChildren(
      h(
        "header",
        { class: "hz-viewer-head" },
        h("h2", { dir: "auto" }, excerpt(title || source, 120)),
        h("p", { dir: "auto" }, about.join(" · ")),
        this.shown?.state ? h("p", { class: "hz-flag" }, t(FILE_STATES[this.shown.state])) : "",
        this.shown && this.stale ? h("p", { class: "hz-flag", role: "alert" }, t("changed")) : "",
        iconButton("close", t("close"), () => this.close(), { class: "hz-close" }),
      ),
      this.tools,
    );
    this.#tools();
  }

  #tools() {
    redrawn(this.tools, () => this.#drawTools());
  }

  #drawTools() {
    const several = this.citations.length > 1;
    const found = h("output", { class: "hz-found" });
    const box = h("input", {
      type: "search",
      placeholder: t("find"),
      "aria-label": t("find"),
      on: {
        input: () => (found.textContent = this.#found(this.find?.search(box.value))),
        keydown: (event) => {
          if (event.key === "Escape" && box.value) {
            // The first Escape ends the search, the next one closes the document.
            event.preventDefault();
            event.stopPropagation();
            box.value = "";
            found.textContent = this.#found(this.find?.search(""));
          }
          if (event.key !== "Enter") return;
          event.preventDefault();
          found.textContent = this.#found(this.find?.step(event.shiftKey ? -1 : 1));
        },
      },
    });
    this.tools.replaceChildren(
      ...(several
        ? [
            iconButton("back", t("previous"), () => this.step(-1), { "aria-disabled": this.at === 0 ? "true" : null, class: "hz-previous" }),
            h("span", { class: "hz-position" }, this.#position()),
            iconButton("next", t("next"), () => this.step(1), { "aria-disabled": this.at === this.citations.length - 1 ? "true" : null, class: "hz-next" }),
          ]
        : []),
      this.asPages ? h("span", { class: "hz-grow" }) : h("label", { class: "hz-find" }, box, found),
      this.shown?.pictures ? h("button", { type: "button", class: "hz-button hz-switch", on: { click: () => this.#switch() } }, t(this.asPages ? "asText" : "asPages")) : "",
      iconButton("link", t("copyLink"), () => copy(this.#link())),
    );
  }

  /** An address that opens this place, here or for whoever may open this page. It names no conversation. */
  #link() {
    const { source, start, end } = this.place;
    const parts = new URLSearchParams({ doc: source, ...(start === undefined ? {} : { start, end }) });
    return `${location.origin}${location.pathname}#${parts}`;
  }

  #found(state) {
    if (!state) return "";
    return state.total ? t("ofMany", { n: state.at + 1, m: state.total }) : t("findNone");
  }

  /** This document as text: its file has changed, is gone, or cannot be drawn in time. */
  async #withoutPictures() {
    const source = this.shown?.source;
    if (!(await this.#needText())) return;
    this.undrawn = source;
    await this.redraw();
  }

  async #switch() {
    if (this.asPages && !(await this.#needText())) return;
    this.undrawn = null;
    this.likesText = this.asPages;
    this.redraw();
    this.element.querySelector(".hz-switch")?.focus();
  }

  async #show() {
    const { start, end, short, n } = this.stale ? {} : this.place;
    if (this.asPages) {
      try {
        await pageView(this.body, this.shown.pages, this.stale ? { source: this.place.source } : this.place, () => this.asPages && this.#withoutPictures());
      } catch {
        this.#withoutPictures();
      }
      return;
    }
    unmark(this.body);
    if (start === undefined || start === null) {
      this.body.scrollTop = 0;
      return;
    }
    const first = mark(this.body, start, end, short, n);
    if (first) goTo(this.body, first);
  }

  #keys(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
    // On a narrow window the document lies over everything else: Tab stays in it.
    if (event.key === "Tab" && !WIDE.matches) {
      const stops = [...this.element.querySelectorAll("button, input, [tabindex='0']")].filter((one) => one.offsetParent);
      const edge = event.shiftKey ? stops[0] : stops.at(-1);
      if (document.activeElement === edge || (event.shiftKey && document.activeElement === this.element)) {
        event.preventDefault();
        (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
      }
    }
  }
}
