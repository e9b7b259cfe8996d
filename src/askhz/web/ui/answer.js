// An answer, a refusal or a reply as elements. What it does when used comes in as `actions`.
import { api } from "./api.js";
import { answerAsMarkdown, answerAsPlain, asBibtex, asMarkdown, asPlain, copy } from "./copying.js";
import { excerpt, h, icon, iconButton, trusted } from "./dom.js";
import { count, language, t } from "./language.js";
import { menu } from "./menus.js";
import { placeName } from "./places.js";

// The confidence is calibrated: of the answers at 0.85, 85 in 100 are right.
const NEAR = 0.85;
const LIKELY = 0.6;
const NEAREST_SHOWN = 3;
export const FILE_STATES = { changed: "fileChanged", gone: "fileGone" }; // the quote stands in what was read, the file does not

const sourceFacts = new Map(); // source -> what the server last said of it: details, kind

export const detailsOf = (source) => sourceFacts.get(source)?.details ?? {};

/** Fetch how quotes look, into `citation.html`, `citation.shown`, `citation.header` and `citation.state`. */
export async function dress(answers) {
  const all = answers.flatMap((answer) => answer.citations.map((citation) => [answer, citation])).filter(([, one]) => one.html === undefined);
  if (!all.length) return;
  const spans = all.map(([{ short }, { source, start, end }]) => {
    const inside = short && short.source === source && start <= short.start && short.end <= end;
    return { source, start, end, short: inside ? [short.start, short.end] : null };
  });
  let found = [];
  try {
    found = (await api.quotes(spans)).quotes;
  } catch {
    return; // the quotes are shown as they are in the file
  }
  all.forEach(([, citation], at) => {
    const one = found[at];
    if (!one) citation.state = "gone";
    else if (one.text !== citation.quote) citation.state = "changed";
    else Object.assign(citation, { html: one.html, shown: one.shown, header: one.header, state: FILE_STATES[one.state] });
    if (one) sourceFacts.set(citation.source, one);
  });
}

export const level = (confidence) => (confidence >= NEAR ? 3 : confidence >= LIKELY ? 2 : 1);

/** The elements of an answer object. */
export function answerView(question, answer, actions) {
  if (answer.kind === "social") return h("article", { class: "hz-answer hz-social" }, h("p", { dir: "auto" }, answer.reason ?? answer.answer ?? ""));
  return answer.answered ? answered(question, answer, actions) : refused(question, answer, actions);
}

function answered(question, answer, actions) {
  const sure = level(answer.confidence);
  const short = answer.short && sure === 3 ? h("p", { class: answer.short.text.length > 60 ? "hz-short hz-long" : "hz-short", dir: "auto" }, answer.short.text) : null;
  return h(
    "article",
    { class: `hz-answer hz-level-${sure}`, "aria-label": t("answered") },
    understood(answer, actions),
    quotedIn(answer),
    answer.conflict ? h("p", { class: "hz-flag" }, t("differ")) : null,
    readings(answer, actions),
    short,
    groups(answer.citations).map((citations) => figure(answer, citations, actions)),
    h(
      "div",
      { class: "hz-foot" },
      doubt(answer.confidence, sure),
      answer.timings_ms?.total ? h("span", { class: "hz-time" }, t("seconds", { n: (answer.timings_ms.total / 1000).toFixed(answer.timings_ms.total < 995 ? 2 : 1) })) : null,
      h(
        "span",
        { class: "hz-actions" },
        menu(iconButton("copy", t("copyAnswer"), null), () => [
          [t("plain"), () => copy(answerAsPlain(question, answer, detailsOf))],
          [t("markdown"), () => copy(answerAsMarkdown(question, answer, detailsOf))],
          [t("bibtex"), () => copy(answer.citations.map((one) => asBibtex(one, detailsOf(one.source))).join("\n\n"))],
        ]),
        thumbs(question, answer, actions),
      ),
    ),
    alsoRead(answer, actions),
  );
}

/** How sure the answer is: a bar of three and a word. */
function doubt(confidence, sure) {
  const word = t(["doubtful", "likely", "near"][sure - 1]);
  const more = t("nearMore", { n: Math.min(99, Math.round(confidence * 100)) });
  return h(
    "span",
    { class: `hz-doubt hz-level-${sure}`, title: more },
    h("span", { class: "hz-bar", "aria-hidden": "true" }, ...[1, 2, 3].map((step) => h("i", { class: step <= sure ? "hz-on" : "" }))),
    h("span", {}, word),
    h("span", { class: "hz-unseen" }, `. ${more}`),
  );
}

function understood(answer, actions) {
  if (!answer.understood) return null;
  return h(
    "p",
    { class: "hz-understood" },
    `${t("understood")} `,
    h("q", { dir: "auto" }, answer.understood),
    h("button", { type: "button", class: "hz-link", on: { click: () => actions.asTyped() } }, t("asTyped")),
  );
}

/** That the quotes are in another language than the question. */
function quotedIn(answer) {
  if (!answer.quoted_in) return null;
  return h("p", { class: "hz-understood hz-quoted-in" }, t({ en: "quotedInEnglish", zh: "quotedInChinese" }[answer.quoted_in] ?? "quotedInOther"));
}

const readingText = (one) => (typeof one === "string" ? one : (one.question ?? one.text ?? one.label ?? ""));

function readings(answer, actions) {
  const offered = (answer.readings ?? []).map(readingText).filter(Boolean);
  if (!answer.ambiguous && !offered.length) return null;
  return h(
    "div",
    { class: "hz-readings" },
    h("p", { class: "hz-flag" }, t("ambiguous")),
    h("p", {}, ...offered.map((text) => h("button", { type: "button", class: "hz-choice", dir: "auto", on: { click: () => actions.ask(text) } }, text))),
  );
}

/** Citations that follow one another in one document at one place are one figure, a table's header and its rows too. */
function groups(citations) {
  const found = [];
  for (const citation of citations) {
    const last = found.at(-1)?.at(-1);
    const together = last && last.source === citation.source && (last.header || placeName(last) === placeName(citation));
    if (together) found.at(-1).push(citation);
    else found.push([citation]);
  }
  return found;
}

function figure(answer, citations, actions) {
  const first = citations.find((one) => !one.header) ?? citations[0];
  const title = first.title || first.source;
  const details = detailsOf(first.source);
  const facts = [details.author, details.date].filter(Boolean).map((fact) => excerpt(fact, 60));
  const place = placeName(first);
  return h(
    "figure",
    { class: "hz-quotes" },
    shownQuotes(citations).map((together) => quote(together, actions)),
    first.state ? h("p", { class: "hz-flag" }, t(first.state)) : null,
    h(
      "figcaption",
      {},
      h(
        "span",
        { class: "hz-where" },
        h("span", { class: "hz-title", dir: "auto", title: first.source }, excerpt(title, 90)),
        [place, facts.join(", ")].filter(Boolean).map((fact) => [" · ", h("span", { dir: "auto" }, fact)]),
      ),
      menu(iconButton("copy", t("copyQuote"), null), () => [
        [t("plain"), () => copy(citations.map((one) => asPlain(one, details)).join("\n\n"))],
        [t("markdown"), () => copy(citations.map((one) => asMarkdown(one, details)).join("\n\n"))],
        [t("bibtex"), () => copy(citations.map((one) => asBibtex(one, details)).join("\n\n"))],
      ]),
    ),
  );
}

/** Each citation, the last of its array, behind the headers of tables above it: a row is shown with its header. */
function shownQuotes(citations) {
  const found = [[]];
  for (const [at, citation] of citations.entries()) {
    found.at(-1).push(citation);
    if (at + 1 < citations.length && !citation.header) found.push([]);
  }
  return found;
}

const citeButton = ({ n, source, start, end, title }, actions) => h(
  "button",
  {
    type: "button",
    class: "hz-cite",
    data: { n, source, start, end },
    "aria-label": t("openQuote", { n, title: title || source }),
    on: { click: (event) => actions.open(n, event.currentTarget) },
  },
  String(n),
);

function quote(together, actions) {
  const citation = together.at(-1);
  const cites = together.map((one) => citeButton(one, actions));
  const words = citation.html === undefined
    ? h("blockquote", { class: "hz-quote doc doc-raw", dir: "auto" }, citation.quote)
    : trusted("blockquote", { class: "hz-quote doc" }, citation.html);
  // A click on the quote opens it too; selecting words does not.
  words.addEventListener("click", (event) => {
    if (!getSelection().toString() && !event.target.closest("button, a")) actions.open(citation.n, cites.at(-1));
  });
  return h("div", { class: "hz-cited" }, words, cites);
}

function passageButton(passage, actions) {
  const title = passage.title ?? actions.titleOf(passage.source) ?? passage.source;
  const place = placeName({ ...passage, title });
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: "hz-near",
        data: { source: passage.source, start: passage.start },
        "aria-label": `${t("openThere", { title })}: ${excerpt(passage.text, 80)}`,
        on: { click: (event) => actions.openPassage(passage, event.currentTarget) },
      },
      h("span", { class: "hz-near-title", dir: "auto" }, excerpt(title, 70), place ? h("small", {}, ` · ${place}`) : null),
      h("span", { class: "hz-near-text", dir: "auto" }, excerpt(unmarked(passage.text), 160)),
    ),
  );
}

/** A passage's words without the commonest marks of Markdown, for a line that only hints at it. */
const unmarked = (text) => text.replace(/^\s*(#{1,6}|[-*+>]|\|)\s+/gm, "").replace(/\*\*|__|`{1,3}/g, "").replace(/\s*\|\s*/g, " · ").replace(/(· )?-{3,}( ·)?/g, "");

function alsoRead(answer, actions) {
  const cited = (passage) => answer.citations.some((one) => one.source === passage.source && one.start >= passage.start && one.end <= passage.end);
  const others = (answer.passages ?? []).filter((passage) => !cited(passage));
  if (!others.length) return null;
  return h(
    "details",
    { class: "hz-also" },
    h("summary", {}, `${t("alsoRead")}: ${count(others.length, "alsoReadOne", "alsoReadMore")}`),
    h("ol", {}, others.map((passage) => passageButton(passage, actions))),
  );
}

function refused(question, answer, actions) {
  const passages = answer.passages ?? [];
  const list = h("ol", { class: "hz-nearest" }, passages.slice(0, NEAREST_SHOWN).map((passage) => passageButton(passage, actions)));
  const more = passages.length > NEAREST_SHOWN
    ? h("button", { type: "button", class: "hz-link", on: { click: (event) => {
        list.append(...passages.slice(NEAREST_SHOWN).map((passage) => passageButton(passage, actions)));
        list.children[NEAREST_SHOWN].querySelector("button").focus();
        event.currentTarget.remove();
      } } }, t("showAll", { n: passages.length }))
    : null;
  return h(
    "article",
    { class: "hz-answer hz-refused", "aria-label": t("notFound") },
    understood(answer, actions),
    h("p", { class: "hz-verdict" }, icon("find"), t("notFound")),
    readings(answer, actions),
    h("p", { class: "hz-reason", dir: "auto" }, reasonInWords(answer)),
    passages.length ? h("h3", {}, t("nearest")) : null,
    list,
    more,
    h("div", { class: "hz-foot" }, h("span", { class: "hz-actions" }, thumbs(question, answer, actions))),
  );
}

/** The reason; a share of probability says nothing to a reader, and the engine's English nothing on a Chinese page. */
function reasonInWords(answer) {
  const reason = answer.reason ?? "";
  if (!(answer.passages ?? []).length) return language() === "en" && reason ? reason : t("nothingNear");
  return language() === "en" && reason && !/\d\s*%/.test(reason) ? reason : t("noAnswer");
}

function thumbs(question, answer, actions) {
  const place = h("span", { class: "hz-thumbs" });
  const give = async (verdict, correction) => {
    await actions.feedback({ question, verdict, answer: bare(answer), ...(correction ? { correction } : {}) });
    const focused = place.contains(document.activeElement);
    const thanks = h("span", { class: "hz-thanks", tabindex: "-1" }, t("thanks"));
    place.replaceChildren(thanks);
    if (focused) thanks.focus();
  };
  const disagree = () => {
    const box = h("input", { type: "text", class: "hz-filter", placeholder: t("correction"), "aria-label": t("correction"), dir: "auto" });
    const form = h("form", { class: "hz-correction", on: { submit: (event) => { event.preventDefault(); give("down", box.value.trim()); } } }, box, h("button", { type: "submit", class: "hz-button" }, t("sendFeedback")));
    place.replaceChildren(form);
    box.focus();
  };
  place.append(iconButton("up", t("good"), () => give("up")), iconButton("down", t("bad"), disagree));
  return place;
}

/** The answer without what this page added to it. */
const bare = (answer) => ({ ...answer, citations: answer.citations.map(({ html, shown, header, state, ...rest }) => rest) });
