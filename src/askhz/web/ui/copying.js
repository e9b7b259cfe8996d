// Quotes and answers as text to take along.
import { announce, byId } from "./dom.js";
import { placeName } from "./places.js";
import { t } from "./language.js";

const plainSpace = (text) => text.replace(/\s+/g, " ").trim();

/** Title, author and place of a citation in one line. */
function credit(citation, details) {
  const about = [details.author, citation.title || citation.source, details.publisher, details.date].filter(Boolean);
  const place = placeName(citation);
  return [about.join(", "), place, citation.source === citation.title ? "" : citation.source].filter(Boolean).join(" · ");
}

export const asPlain = (citation, details = {}) => `“${citation.shown ?? plainSpace(citation.quote)}”\n— ${credit(citation, details)}`;

export function asMarkdown(citation, details = {}) {
  const quote = citation.quote.split("\n").map((line) => `> ${line}`).join("\n");
  return `${quote}\n>\n> — ${credit(citation, details).replace(/([\\`*_[\]<>])/g, "\\$1")}`;
}

const forBibtex = (text) => plainSpace(text).replace(/[\\{}%$#&_~^]/g, (mark) => ({ "\\": "\\textbackslash{}", "~": "\\~{}", "^": "\\^{}" })[mark] ?? `\\${mark}`);

export function asBibtex(citation, details = {}) {
  const key = `${citation.source.replace(/\.[^.]*$/, "").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "source"}-${citation.start}`;
  const place = citation.place ?? {};
  const fields = {
    title: citation.title || citation.source,
    author: details.author,
    publisher: details.publisher,
    year: /\d{4}/.exec(details.date ?? "")?.[0],
    url: details.address,
    pages: place.page,
    note: `${citation.source}, characters ${citation.start}-${citation.end}`,
    annote: citation.quote,
  };
  const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${forBibtex(String(value))}}`);
  return `@misc{${key},\n${lines.join(",\n")}\n}`;
}

/** A whole answer: the quotes with their numbers, then the sources. */
export function answerAsPlain(question, answer, details) {
  const quotes = answer.citations.map((one) => `${one.shown ?? plainSpace(one.quote)} [${one.n}]`).join("\n");
  const sources = answer.citations.map((one) => `[${one.n}] ${credit(one, details(one.source))}`).join("\n");
  return `${question}\n\n${quotes}\n\n${sources}`;
}

export function answerAsMarkdown(question, answer, details) {
  const quotes = answer.citations.map((one) => asMarkdown(one, details(one.source)));
  return `**${plainSpace(question)}**\n\n${quotes.join("\n\n")}`;
}

/** Put a text where it can be pasted from, and say so. */
export async function copy(text) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure origin there is no clipboard, only the old way.
    const area = document.createElement("textarea");
    area.value = text;
    byId("hz").append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
  }
  announce(t(done ? "copied" : "copyFailed"));
  return done;
}
