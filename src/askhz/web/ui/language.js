// The language of the page's own words: the one chosen, else the browser's.
import { WORDS } from "./words.js";

const KEY = "askhz-language";
const remembered = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};
const byBrowser = () => ((navigator.languages?.[0] ?? navigator.language ?? "en").toLowerCase().startsWith("zh") ? "zh" : "en");

let current = WORDS[remembered()] ? remembered() : byBrowser();
const listeners = new Set();

export const language = () => current;

/** The word for a key, with its {names} filled in. */
export function t(key, values = {}) {
  const text = WORDS[current][key] ?? WORDS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** One of two keys, by number. */
export const count = (n, one, many) => t(n === 1 ? one : many, { n: n.toLocaleString(current) });

/** Put the words in place below an element: `data-t` is text, `data-t-label` a name, `data-t-placeholder` a hint. */
export function fillIn(root = document) {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    if (element.matches("button")) element.title = t(element.dataset.tLabel);
  }
  for (const element of root.querySelectorAll("[data-t-placeholder]")) element.placeholder = t(element.dataset.tPlaceholder);
}

export const onLanguage = (listener) => listeners.add(listener);

export function setLanguage(next) {
  current = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    /* private browsing: for this page only */
  }
  apply();
  for (const listener of listeners) listener();
}

function apply() {
  const tag = current === "zh" ? "zh-CN" : "en";
  if (document.documentElement.lang !== tag) document.documentElement.lang = tag;
  fillIn();
}

/** Fill the page in, and keep `lang` true: Gradio sets it to the browser's language, whatever the page is in. */
export function startLanguage() {
  apply();
  new MutationObserver(() => {
    const tag = current === "zh" ? "zh-CN" : "en";
    if (document.documentElement.lang !== tag) document.documentElement.lang = tag;
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
}
