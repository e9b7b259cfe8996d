// The conversations at the left: search, open, rename, delete, take along.
import { api } from "./api.js";
import { ask } from "./dialogs.js";
import { byId, excerpt, h, iconButton, redrawn } from "./dom.js";
import { language, t } from "./language.js";
import { menu } from "./menus.js";

const FILTER_FROM = 6;

export class Conversations {
  /** `open(id)` shows one; `gone(id)` is called when one was deleted. */
  constructor({ open, gone }) {
    this.open = open;
    this.gone = gone;
    this.current = null;
    this.all = [];
    this.list = byId("hz-conversation-list");
    this.filter = byId("hz-conversation-filter");
    this.filter.addEventListener("input", () => this.load());
  }

  async load() {
    const wanted = this.filter.value.trim();
    const { conversations, total } = await api.conversations(wanted);
    if (wanted !== this.filter.value.trim()) return; // more was typed meanwhile
    this.all = conversations;
    if (!wanted) this.filter.hidden = (total ?? conversations.length) < FILTER_FROM;
    redrawn(byId("hz-left"), () => {
      byId("hz-conversations").hidden = !wanted && !conversations.length;
      this.draw();
    });
  }

  mark(id) {
    this.current = id;
    this.draw();
  }

  draw() {
    redrawn(this.list, () => {
      this.list.replaceChildren(...this.all.map((one) => this.#item(one)));
      if (!this.all.length) this.list.append(h("li", { class: "hz-quiet" }, t("noConversations")));
    });
  }

  #item(one) {
    const title = one.title || "…";
    const when = new Date(/[Z+]/.test(one.updated) ? one.updated : `${one.updated}Z`);
    return h(
      "li",
      { class: "hz-row" },
      h(
        "button",
        { type: "button", class: "hz-conversation", "aria-current": one.id === this.current ? "true" : null, on: { click: () => this.open(one.id) } },
        h("span", { class: "hz-name", dir: "auto" }, excerpt(title, 70)),
        h("span", { class: "hz-facts" }, Number.isNaN(when.getTime()) ? "" : ago(when)),
      ),
      menu(iconButton("more", t("actions", { title: excerpt(title, 40) }), null), () => [
        [t("rename"), () => this.#rename(one)],
        [t("exportMarkdown"), () => this.#save(one, "md")],
        [t("exportJson"), () => this.#save(one, "json")],
        [t("delete"), () => this.#delete(one)],
      ]),
    );
  }

  #rename(one) {
    const item = this.list.children[this.all.indexOf(one)];
    const box = h("input", { type: "text", class: "hz-filter", "aria-label": t("rename"), dir: "auto" });
    box.value = one.title ?? "";
    let done = false;
    const finish = async (keep) => {
      if (done) return;
      done = true;
      const title = box.value.trim();
      if (keep && title && title !== one.title) await api.rename(one.id, title);
      await this.load();
      this.list.children[this.all.findIndex(({ id }) => id === one.id)]?.querySelector("button").focus();
    };
    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") finish(true);
      if (event.key === "Escape") {
        event.stopPropagation();
        finish(false);
      }
    });
    box.addEventListener("blur", () => finish(true));
    item.replaceChildren(box);
    box.focus();
    box.select();
  }

  #save(one, format) {
    const link = h("a", { href: api.exportAddress(one.id, format), download: `${(one.title || "conversation").replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60)}.${format}` });
    byId("hz").append(link);
    link.click();
    link.remove();
  }

  async #delete(one) {
    if (!(await ask(t("deleteSure", { title: excerpt(one.title || "…", 60) }), t("delete")))) return;
    await api.forget(one.id);
    await this.load();
    this.gone(one.id);
  }
}

function ago(when) {
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
  const seconds = (Date.now() - when.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  for (const [unit, length] of units) if (seconds >= length) return format.format(-Math.floor(seconds / length), unit);
  return t("justNow");
}
