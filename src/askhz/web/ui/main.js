// The page: puts its parts together, and keeps the address true to what is in view.
import { api } from "./api.js";
import { Conversations } from "./conversations.js";
import { showHelp } from "./dialogs.js";
import { Documents } from "./documents.js";
import { byId, h } from "./dom.js";
import { fillIn, language, onLanguage, setLanguage, startLanguage, t } from "./language.js";
import { CorpusMap } from "./map.js";
import { Talk } from "./talk.js";
import { startTheme } from "./theme.js";
import { Viewer } from "./viewer.js";

const WIDE = matchMedia("(min-width: 1100px)");

startLanguage();
startTheme(byId("hz-theme"));

const page = {
  history: false,
  // Settled once it is known whether conversations are kept.
  known: api.health().then((health) => (page.history = health.history ?? false), () => {}),
  chosenSources: () => [...documents.chosen],
  titleOf: (source) => documents.titleOf(source),
  openCitation: (citations, at, options) => viewer.openCitation(citations, at, options),
  openPlace: (place, options) => viewer.open(place, options),
  moved: () => keepAddress(),
  changed: () => page.history && conversations.load().then(() => conversations.mark(talk.id), () => {}),
  answered: (turn) => {
    const { answer } = turn;
    map.light(answer);
    suggestNext(turn);
    // Where there is room, the first quote opens beside its answer; the focus stays where it is.
    if (answer.answered && answer.citations.length && WIDE.matches) viewer.openCitation(answer.citations, 0, { focus: false, short: answer.short });
  },
};

const viewer = new Viewer(byId("hz-viewer"), {
  onClose: (opener) => {
    documents.mark(null);
    (opener?.isConnected && opener.offsetParent ? opener : byId("hz-box")).focus();
    keepAddress();
  },
  onMove: ({ source }) => {
    documents.mark(source);
    keepAddress();
  },
});
const documents = new Documents({
  open: (source, opener) => {
    closeSide();
    viewer.open({ source }, { opener });
  },
  changed: () => {
    map.forget();
    viewer.refresh();
    offer();
  },
});
const conversations = new Conversations({
  open: (id) => {
    closeSide();
    goToConversation(id);
  },
  gone: (id) => id === talk.id && begin(),
});
const talk = new Talk(page);
const map = new CorpusMap({ open: (place, opener) => viewer.open(place, { opener }), titleOf: page.titleOf });

// The address: #chat=ID&doc=SOURCE&start=1&end=2

const placed = () => new URLSearchParams(location.hash.slice(1));

let restoring = false;

function keepAddress() {
  if (restoring) return;
  const parts = new URLSearchParams();
  if (talk.id !== null) parts.set("chat", talk.id);
  if (viewer.place) {
    parts.set("doc", viewer.place.source);
    if (viewer.place.start !== undefined) {
      parts.set("start", viewer.place.start);
      parts.set("end", viewer.place.end);
    }
  }
  const next = parts.size ? `#${parts}` : "";
  if (next === location.hash) return;
  const address = `${location.pathname}${next}`;
  // Another conversation is a step of its own for Back; what is open beside it is not.
  if ((placed().get("chat") ?? null) !== talk.id) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  conversations.mark(talk.id);
}

/** Show what the address says. */
async function restore() {
  const wanted = placed();
  restoring = true;
  try {
    const chat = wanted.get("chat");
    if (chat && page.history && chat !== talk.id) {
      try {
        await talk.load(chat);
      } catch {
        talk.clear();
      }
    } else if (!chat && talk.id !== null) talk.clear();
    conversations.mark(talk.id);
    const source = wanted.get("doc");
    if (source) await openWanted(source, wanted);
    else viewer.close();
  } finally {
    restoring = false;
  }
  keepAddress();
}

function openWanted(source, wanted) {
  const [start, end] = [wanted.get("start"), wanted.get("end")].map((value) => (value === null ? undefined : Number(value)));
  for (const { answer } of talk.turns) {
    const at = answer?.citations.findIndex((one) => one.source === source && one.start === start && one.end === end) ?? -1;
    if (at >= 0) return viewer.openCitation(answer.citations, at, { focus: false, short: answer.short });
  }
  return viewer.open(Number.isFinite(start) && Number.isFinite(end) ? { source, start, end } : { source }, { focus: false });
}

async function goToConversation(id) {
  viewer.close();
  byId("hz-box").focus(); // at once: later it would take the focus from where a person has gone meanwhile
  restoring = true;
  try {
    await talk.load(id);
  } finally {
    restoring = false;
  }
  keepAddress();
  conversations.mark(id);
}

function begin() {
  closeSide();
  viewer.close();
  talk.clear();
  conversations.mark(null);
  byId("hz-box").focus();
}

// Questions to begin with

let tries = 0;
async function offer() {
  const { questions, ready } = await api.suggestions().catch(() => ({ questions: [], ready: true }));
  byId("hz-examples").replaceChildren(
    ...(questions.length ? [h("p", { "data-t": "tryOne" }, t("tryOne"))] : []),
    ...questions.map((question) => h("button", { type: "button", class: "hz-example", dir: "auto", on: { click: () => talk.ask(question) } }, question)),
  );
  if (!ready && (tries += 1) < 30) setTimeout(offer, 1500);
}

/** Below the newest answer: what else its document answers. */
async function suggestNext(turn, again = 5) {
  const source = turn.answer.citations[0]?.source;
  if (!source) return;
  const { questions, ready } = await api.suggestions(source).catch(() => ({ questions: [], ready: true }));
  if (talk.turns.at(-1) !== turn || talk.busy) return;
  if (!ready && again > 0) setTimeout(() => suggestNext(turn, again - 1), 2000);
  const asked = new Set(talk.turns.map((one) => one.question));
  talk.suggest(turn, questions.filter((question) => !asked.has(question)).slice(0, 2));
}

// The side at the left, which lies over the page where that is narrow

function closeSide() {
  document.body.classList.remove("hz-side");
  byId("hz-menu").setAttribute("aria-expanded", "false");
}

function toggleSide() {
  if (!byId("hz-menu").offsetParent) {
    // Where there is room, the side is always there.
    byId("hz-left").querySelector("button, input").focus();
    return;
  }
  const open = document.body.classList.toggle("hz-side");
  byId("hz-menu").setAttribute("aria-expanded", String(open));
  if (open) byId("hz-left").querySelector("button, input").focus();
}

byId("hz-menu").addEventListener("click", toggleSide);
byId("hz-new").addEventListener("click", begin);
byId("hz-help").addEventListener("click", showHelp);
byId("hz-map-open").addEventListener("click", () => map.show());
byId("hz-language").addEventListener("click", () => setLanguage(language() === "zh" ? "en" : "zh"));
byId("hz-left").addEventListener("focusout", ({ relatedTarget: next }) => {
  // It would cover what has the focus now. What opens from it, a dialog or the document, closes it itself.
  if (next?.closest(".hz-top, .hz-middle") && next !== byId("hz-menu")) closeSide();
});
byId("hz-middle").addEventListener("click", () => document.body.classList.contains("hz-side") && closeSide());

function nameLanguageSwitch() {
  const button = byId("hz-language");
  button.textContent = language() === "zh" ? "En" : "中";
  button.lang = language() === "zh" ? "en" : "zh";
  button.title = t("language");
  button.setAttribute("aria-label", t("language"));
}
nameLanguageSwitch();
onLanguage(() => {
  nameLanguageSwitch();
  talk.redraw();
  documents.draw();
  conversations.draw();
  viewer.redraw();
  fillIn();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || byId("hz-dialog").open) return;
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const alt = event.altKey && !event.ctrlKey && !event.metaKey;
  const act = (action) => {
    event.preventDefault();
    action();
  };
  if (alt && event.code === "KeyN") act(begin);
  else if (alt && event.code === "KeyJ") act(() => step(1));
  else if (alt && event.code === "KeyK") act(() => step(-1));
  else if (alt && event.code === "KeyF" && viewer.isOpen) act(() => viewer.startFind());
  else if (alt && event.code === "KeyD") act(toggleSide);
  else if (event.key === "Escape") {
    if (document.body.classList.contains("hz-side")) act(() => (closeSide(), byId("hz-menu").focus()));
    else if (talk.busy) act(() => talk.stop());
    else if (viewer.isOpen) act(() => viewer.close());
  } else if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  else if (event.key === "/") act(() => byId("hz-box").focus());
  else if (event.key === "?") act(showHelp);
});

/** The next citation: of what is open, else of the last answer. */
function step(by) {
  if (viewer.citations.length) return viewer.step(by);
  const { citations = [], short } = talk.last?.answer ?? {};
  if (citations.length) viewer.openCitation(citations, by > 0 ? 0 : citations.length - 1, { short });
}

addEventListener("popstate", restore); // of Back, and of an address that was changed by hand

async function start() {
  const asked = new URLSearchParams(location.search).get("q");
  const listed = documents.load();
  offer();
  await page.known;
  await Promise.allSettled([listed, ...(page.history ? [conversations.load()] : [])]);
  await restore();
  if (asked?.trim()) {
    history.replaceState(null, "", `${location.pathname}${location.hash}`);
    await talk.ask(asked);
  }
  documents.watchRunning().catch(() => {});
}

/** Once the first view is there, load Gradio; once its place for the conversation is there, move the conversation into it. */
function loadGradio() {
  const home = byId("hz-gradio");
  const adopt = () => {
    const place = byId("hz-chat");
    if (!place) return false;
    const conversation = byId("hz-talk");
    const focused = conversation.contains(document.activeElement) ? document.activeElement : null;
    const { scrollTop } = byId("hz-scroll");
    if (place.moveBefore) place.moveBefore(conversation, null);
    else place.append(conversation);
    byId("hz-scroll").scrollTop = scrollTop;
    focused?.focus({ preventScroll: true });
    return true;
  };
  new MutationObserver((_, observer) => adopt() && observer.disconnect()).observe(home, { childList: true, subtree: true });
  const { script, sheet } = home.dataset;
  if (sheet) document.head.prepend(h("link", { rel: "stylesheet", href: sheet })); // ours come after it
  if (script) import(new URL(script, document.baseURI)).catch(() => {}); // without it the page works as it is
}

performance.mark("hz-ready"); // Enter asks from here on
const first = start();
// Not before something is seen, and not while the page fetches what it shows.
requestAnimationFrame(() => requestAnimationFrame(() => first.finally(loadGradio)));
