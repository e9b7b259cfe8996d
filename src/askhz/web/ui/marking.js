// Marks a span of a document in its elements. Runs say where they stand: `data-start` and `data-end`, in code points.
import { unitIndex } from "./dom.js";

const known = new WeakMap(); // root -> its runs: a table of 20,000 rows has 100,000

function runsOf(root) {
  if (!known.has(root)) known.set(root, [...root.querySelectorAll("[data-start]")]);
  return known.get(root);
}

/** The runs that a span touches, in order. */
function runsWithin(root, start, end) {
  const runs = runsOf(root);
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(runs[middle].dataset.end) <= start) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let at = low; at < runs.length && Number(runs[at].dataset.start) < end; at += 1) found.push(runs[at]);
  return found;
}

/** The text node and index for an offset of the document within a run. */
function split(run, start, end, make) {
  const from = Number(run.dataset.start);
  const text = run.textContent;
  const first = unitIndex(text, Math.max(0, start - from));
  const last = unitIndex(text, Math.min(Number(run.dataset.end), end) - from);
  if (first >= last) return null;
  const element = make();
  let at = 0;
  for (const node of [...walk(run)]) {
    const length = node.data.length;
    const [one, other] = [Math.max(first - at, 0), Math.min(last - at, length)];
    at += length;
    if (one >= other) continue;
    const inner = one > 0 ? node.splitText(one) : node;
    if (other - one < inner.data.length) inner.splitText(other - one);
    const wrapper = element.childNodes.length ? make() : element;
    inner.replaceWith(wrapper);
    wrapper.append(inner);
  }
  return element;
}

function* walk(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) yield node;
}

const maker = (className, n) => () => {
  const element = document.createElement("mark");
  element.className = className;
  if (n) element.dataset.n = n;
  return element;
};

/** Mark a span as a quote, and within it the short answer. Gives the first mark. */
export function mark(root, start, end, short, n) {
  let first = null;
  for (const run of runsWithin(root, start, end)) {
    const made = split(run, start, end, maker("hz-mark", n));
    first ??= made;
  }
  if (short) for (const run of runsWithin(root, short[0], short[1])) split(run, short[0], short[1], maker("hz-mark-short", n));
  return first;
}

export function unmark(root) {
  const touched = new Set();
  for (const element of [...root.querySelectorAll("mark")].reverse()) {
    touched.add(element.closest("[data-start]"));
    element.replaceWith(...element.childNodes);
  }
  for (const run of touched) run.normalize();
}
