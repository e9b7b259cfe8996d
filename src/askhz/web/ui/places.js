// Where a quote stands, said for a person.
import { language } from "./language.js";
import { excerpt } from "./dom.js";

const NAMES = {
  en: { chapter: "chapter {n}", page: "page {n}", slide: "slide {n}", sheet: "sheet {n}", row: "row {n}", line: "line {n}" },
  zh: { chapter: "第 {n} 章", page: "第 {n} 页", slide: "第 {n} 张幻灯片", sheet: "工作表 {n}", row: "第 {n} 行", line: "第 {n} 行" },
};

/** "page 3 · Setup › Wi-Fi" for a citation or passage; empty where nothing is known. */
export function placeName({ place = {}, headings = [], title = "" }) {
  const parts = [];
  if (place.member) parts.push(place.member);
  for (const [name, word] of Object.entries(NAMES[language()])) {
    if (place[name] === undefined || place[name] === null) continue;
    parts.push(word.replace("{n}", place[name]));
  }
  const above = headings.filter((heading) => heading !== title).slice(-2).map((heading) => excerpt(heading, 60));
  if (above.length) parts.push(above.join(" › "));
  else if (place.section && place.section !== title) parts.push(excerpt(place.section, 60));
  return parts.join(" · ");
}
