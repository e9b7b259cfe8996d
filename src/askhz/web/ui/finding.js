// Find in the document in view. Matches are shown as highlights, so that the document's elements stay as they are.
import { goTo } from "./scrolling.js";

const MOST = 2000;
const paints = typeof Highlight === "function" && CSS.highlights;

export class Find {
  constructor(root) {
    this.root = root;
    this.ranges = [];
    this.at = -1;
  }

  /** Look for a text, upper and lower case alike; gives how many there are and which is in view. */
  search(text) {
    this.ranges = [];
    const wanted = text.trim().toLowerCase();
    if (wanted) {
      for (const block of this.#blocks()) {
        this.#within(block, wanted);
        if (this.ranges.length >= MOST) break;
      }
    }
    this.at = -1;
    if (paints) {
      CSS.highlights.delete("hz-found");
      if (this.ranges.length) CSS.highlights.set("hz-found", new Highlight(...this.ranges));
    }
    return wanted ? this.step(1) : (this.#light(), null);
  }

  step(by) {
    const total = this.ranges.length;
    if (total) {
      this.at = (this.at + by + total) % total;
      goTo(this.root, this.ranges[this.at]);
    }
    this.#light();
    return { at: this.at, total };
  }

  #light() {
    if (!paints) return;
    CSS.highlights.delete("hz-found-here");
    if (this.at >= 0 && this.ranges[this.at]) CSS.highlights.set("hz-found-here", new Highlight(this.ranges[this.at]));
  }

  *#blocks() {
    yield* this.root.querySelectorAll("h1, h2, h3, h4, h5, h6, p, li, td, th, pre, blockquote");
  }

  /** A block's text may lie in several nodes; a match may lie across them. */
  #within(block, wanted) {
    if (!block.textContent.toLowerCase().includes(wanted)) return; // most blocks: quicker than to walk through their nodes
    const nodes = [];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => (node.parentElement.closest("li, p, td, th, pre, blockquote, h1, h2, h3, h4, h5, h6") === block ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT),
    });
    let text = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      nodes.push([text.length, node]);
      text += node.data;
    }
    // Lower case keeps the length for all but a few letters; where it does not, the text is searched as it is.
    const folded = text.toLowerCase().length === text.length ? text.toLowerCase() : text;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      const place = (offset, isEnd) => {
        const [begin, node] = nodes.findLast(([start]) => (isEnd ? start < offset : start <= offset));
        return [node, offset - begin];
      };
      range.setStart(...place(at, false));
      range.setEnd(...place(at + wanted.length, true));
      this.ranges.push(range);
    }
  }
}
