// Questions that the page asks before it does what cannot be undone, and the sheet of shortcuts.
import { byId, h, iconButton } from "./dom.js";
import { t } from "./language.js";

/** Whether a person says yes. */
export function ask(text, yes) {
  const dialog = byId("hz-dialog");
  return new Promise((resolve) => {
    const answer = (value) => () => {
      dialog.close();
      resolve(value);
    };
    dialog.setAttribute("aria-labelledby", "hz-dialog-title");
    dialog.replaceChildren(
      h("p", { id: "hz-dialog-title", dir: "auto" }, text),
      h("p", { class: "hz-choices" }, h("button", { type: "button", class: "hz-button", on: { click: answer(false) } }, t("cancel")), h("button", { type: "button", class: "hz-button hz-main-button", on: { click: answer(true) } }, yes)),
    );
    dialog.addEventListener("cancel", () => resolve(false), { once: true });
    dialog.showModal();
  });
}

const KEYS = [
  ["Enter", "key_ask"],
  ["Shift+Enter", "key_line"],
  ["↑", "key_recall"],
  ["/", "key_focus"],
  ["Alt+N", "key_new"],
  ["Alt+J  Alt+K", "key_cite"],
  ["Alt+F", "key_find"],
  ["Alt+D", "key_side"],
  ["Esc", "key_close"],
  ["?", "key_help"],
];

export function showHelp() {
  const dialog = byId("hz-dialog");
  dialog.setAttribute("aria-labelledby", "hz-dialog-title");
  dialog.replaceChildren(
    h("header", {}, h("h2", { id: "hz-dialog-title" }, t("shortcuts")), iconButton("close", t("close"), () => dialog.close())),
    h("dl", { class: "hz-keys" }, KEYS.map(([keys, word]) => h("div", {}, h("dt", {}, keys.split("  ").map((key) => h("kbd", {}, key))), h("dd", {}, t(word))))),
  );
  dialog.showModal();
}
