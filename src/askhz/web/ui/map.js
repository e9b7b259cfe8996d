// A picture of the corpus: each passage a point, near ones alike in meaning, coloured by document.
import { api } from "./api.js";
import { byId, excerpt, h, iconButton, visible } from "./dom.js";
import { t } from "./language.js";

const REACH = 14; // pixels: how near the pointer must be to a point
const CELLS = 64;

/** A colour for a document, far from its neighbours' in hue. */
const hueOf = (index) => (index * 137.508) % 360;

export class CorpusMap {
  constructor({ open, titleOf }) {
    this.open = open;
    this.titleOf = titleOf;
    this.points = null;
    this.lit = new Set();
    this.answer = null;
  }

  forget() {
    this.points = null;
  }

  light(answer) {
    this.answer = answer;
  }

  async show() {
    const dialog = byId("hz-dialog");
    const tip = h("p", { class: "hz-map-tip", role: "status" }, t("mapHint"));
    const canvas = h("canvas", { class: "hz-map", role: "application", tabindex: "0", "aria-label": `${t("map")}. ${t("mapHint")} ${t("mapKeys")}`, title: t("mapKeys") });
    dialog.setAttribute("aria-labelledby", "hz-dialog-title");
    const legend = h("ul", { class: "hz-legend" });
    dialog.replaceChildren(
      h("header", {}, h("h2", { id: "hz-dialog-title" }, t("map")), iconButton("close", t("close"), () => dialog.close())),
      h("div", { class: "hz-map-box" }, canvas),
      tip,
      legend,
    );
    dialog.classList.add("hz-wide");
    dialog.addEventListener("close", () => dialog.classList.remove("hz-wide"), { once: true });
    dialog.showModal();
    try {
      this.points ??= await api.map();
    } catch (error) {
      tip.textContent = error.message;
      return;
    }
    if (!this.points.x.length) tip.textContent = t("mapEmpty");
    this.#prepare();
    this.#listen(canvas, tip, dialog);
    // Those that the last answer read come first, then the largest.
    const weight = (index) => this.byDocument[index].length + (this.byDocument[index].some((at) => this.lit.has(at)) ? 1e9 : 0);
    const counts = this.points.sources.map((source, index) => [source, index]).sort(([, one], [, other]) => weight(other) - weight(one)).slice(0, 12);
    legend.replaceChildren(
      ...counts.map(([source, index]) => {
        const dot = h("i", { "aria-hidden": "true" });
        dot.style.background = `hsl(${hueOf(index)} 62% 52%)`;
        return h("li", {}, h("button", { type: "button", class: "hz-link", on: { click: () => { dialog.close(); this.open({ source }); } } }, dot, excerpt(this.titleOf(source) ?? source, 40)));
      }),
    );
    this.#draw(canvas);
  }

  /** What the last answer read lights up; points go into cells, so that hovering looks at a few of them only. */
  #prepare() {
    const { x, y, document, start, sources } = this.points;
    const wanted = new Set((this.answer?.passages ?? []).map((passage) => `${passage.start} ${passage.source}`));
    this.lit = new Set();
    this.cells = new Map();
    for (let at = 0; at < x.length; at += 1) {
      if (wanted.has(`${start[at]} ${sources[document[at]]}`)) this.lit.add(at);
      const key = Math.floor(x[at] * CELLS) * 1000 + Math.floor(y[at] * CELLS);
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(at);
    }
    this.byDocument = sources.map(() => []);
    document.forEach((one, at) => this.byDocument[one].push(at));
    [this.zoom, this.offset, this.view, this.over] = [1, [0, 0], null, -1];
  }

  #place = (at, width, height) => [
    (this.points.x[at] * this.zoom + this.offset[0]) * (width - 24) + 12,
    (this.points.y[at] * this.zoom + this.offset[1]) * (height - 24) + 12,
  ];

  /** The points at rest are drawn once for each view, into a picture of their own; what the pointer is over, on top. */
  #draw(canvas, over = -1) {
    const ratio = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    const dark = document.documentElement.dataset.theme === "dark";
    const view = [width, height, ratio, dark, this.zoom, ...this.offset].join(" ");
    if (this.view !== view) {
      this.view = view;
      this.rest ??= document.createElement("canvas");
      for (const one of [canvas, this.rest]) [one.width, one.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      this.#drawRest(this.rest.getContext("2d"), width, height, ratio, dark);
    }
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.rest, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const at of this.lit) this.#ringed(context, at, this.radius + 2.5, width, height, dark);
    if (over >= 0) this.#ringed(context, over, this.radius + 6, width, height, dark);
  }

  #colour = (document, dark, alpha) => `hsl(${hueOf(document)} 62% ${dark ? 62 : 46}% / ${alpha})`;

  /** One shape for each document's points: setting a colour for each point would take many times as long. */
  #drawRest(context, width, height, ratio, dark) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const total = this.points.x.length;
    this.radius = total > 20000 ? 1.2 : total > 3000 ? 2 : total > 500 ? 3 : 4.5;
    const size = Math.min(this.radius * Math.max(1, Math.sqrt(this.zoom) / 1.5), 5);
    const round = size >= 2 || total < 3000;
    const faint = this.lit.size ? 0.28 : 0.7;
    this.byDocument.forEach((places, document) => {
      context.beginPath();
      for (const at of places) {
        const [x, y] = this.#place(at, width, height);
        if (x < -9 || y < -9 || x > width + 9 || y > height + 9 || this.lit.has(at)) continue;
        if (round) {
          context.moveTo(x + size, y);
          context.arc(x, y, size, 0, 7);
        } else context.rect(x - size, y - size, 2 * size, 2 * size);
      }
      context.fillStyle = this.#colour(document, dark, faint);
      context.fill();
    });
  }

  #ringed(context, at, size, width, height, dark) {
    const [x, y] = this.#place(at, width, height);
    context.beginPath();
    context.arc(x, y, size, 0, 7);
    context.fillStyle = this.#colour(this.points.document[at], dark, 1);
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = dark ? "#fff" : "#111";
    context.stroke();
  }

  /** Draw before the next frame, once, however many events come, unless the picture has been closed by then. */
  #soon(canvas, over = -1) {
    this.over = over;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (canvas.clientWidth) this.#draw(canvas, this.over);
    });
  }

  #nearest(canvas, event) {
    const box = canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const unit = (value, size, shift) => ((value - 12) / (size - 24) - shift) / this.zoom;
    const [cx, cy] = [Math.floor(unit(px, box.width, this.offset[0]) * CELLS), Math.floor(unit(py, box.height, this.offset[1]) * CELLS)];
    let [best, distance] = [-1, REACH];
    for (let i = cx - 2; i <= cx + 2; i += 1)
      for (let j = cy - 2; j <= cy + 2; j += 1)
        for (const at of this.cells.get(i * 1000 + j) ?? []) {
          const [x, y] = this.#place(at, box.width, box.height);
          const away = Math.hypot(x - px, y - py);
          if (away < distance) [best, distance] = [at, away];
        }
    return best;
  }

  /** The nearest point in a direction, from one that is in view or from the middle; -1 where there is none. */
  #beyond(canvas, from, dx, dy) {
    const { clientWidth: width, clientHeight: height } = canvas;
    const [x0, y0] = from >= 0 ? this.#place(from, width, height) : [width / 2, height / 2];
    let [best, nearest] = [-1, Infinity];
    for (let at = 0; at < this.points.x.length; at += 1) {
      if (at === from) continue;
      const [x, y] = this.#place(at, width, height);
      const [along, aside] = [(x - x0) * dx + (y - y0) * dy, Math.abs((x - x0) * dy - (y - y0) * dx)];
      if (from >= 0 && (along <= 0 || aside > along)) continue; // not in that quarter
      const away = Math.hypot(along, aside);
      if (away < nearest) [best, nearest] = [at, away];
    }
    return best;
  }

  /** Larger or smaller, with what lies at `fx`, `fy` (shares of the width and height) staying there. */
  #scale(factor, fx, fy) {
    const next = Math.min(40, Math.max(1, this.zoom * factor));
    const scale = next / this.zoom;
    this.offset = next === 1 ? [0, 0] : [fx - (fx - this.offset[0]) * scale, fy - (fy - this.offset[1]) * scale];
    this.zoom = next;
  }

  /** Move the picture until a point lies within it. */
  #bringIn(at) {
    const where = [this.points.x[at], this.points.y[at]];
    this.offset = this.offset.map((shift, axis) => {
      const share = where[axis] * this.zoom + shift;
      return share < 0 || share > 1 ? 0.5 - where[axis] * this.zoom : shift;
    });
  }

  #keys(canvas, event, said, opened) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const zoom = { "+": 1.2, "=": 1.2, "-": 1 / 1.2 }[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const turn = { PageDown: 1, PageUp: -1 }[event.key]; // as the documents are read: so every point is reached
    if (way || turn) {
      const last = this.points.x.length - 1;
      const at = way ? this.#beyond(canvas, this.over, ...way) : Math.min(Math.max(this.over < 0 ? 0 : this.over + turn, 0), last);
      if (at >= 0) {
        this.#bringIn(at);
        said(at);
        this.#soon(canvas, at);
      }
    } else if (zoom) {
      const at = this.over;
      const here = at < 0 ? [0.5, 0.5] : [this.points.x[at] * this.zoom + this.offset[0], this.points.y[at] * this.zoom + this.offset[1]];
      this.#scale(zoom, ...here);
      this.#soon(canvas, at);
    } else if (event.key === "Enter" && this.over >= 0) opened(this.over);
    else return;
    event.preventDefault();
  }

  #listen(canvas, tip, dialog) {
    const { document, start, end, sources, text } = this.points;
    const said = (at) => (tip.textContent = at >= 0 ? visible(`${excerpt(this.titleOf(sources[document[at]]) ?? sources[document[at]], 60)}: ${text[at] ?? ""}`) : t(this.lit.size ? "mapLit" : "mapHint"));
    const opened = (at) => {
      dialog.close();
      this.open({ source: sources[document[at]], start: start[at], end: end[at] });
    };
    canvas.addEventListener("keydown", (event) => this.#keys(canvas, event, said, opened));
    let dragged = null;
    let moved = false;
    canvas.addEventListener("pointermove", (event) => {
      if (dragged) {
        const [dx, dy] = [event.clientX - dragged[0], event.clientY - dragged[1]];
        moved ||= Math.abs(dx) + Math.abs(dy) > 4;
        this.offset = [this.offset[0] + dx / (canvas.clientWidth - 24), this.offset[1] + dy / (canvas.clientHeight - 24)];
        dragged = [event.clientX, event.clientY];
        this.#soon(canvas);
        return;
      }
      const at = this.#nearest(canvas, event);
      canvas.style.cursor = at >= 0 ? "pointer" : "grab";
      said(at);
      this.#soon(canvas, at);
    });
    canvas.addEventListener("pointerdown", (event) => {
      [dragged, moved] = [[event.clientX, event.clientY], false];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointerup", (event) => {
      dragged = null;
      const at = moved ? -1 : this.#nearest(canvas, event);
      if (at >= 0) opened(at);
    });
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      const [fx, fy] = [(event.clientX - box.left - 12) / (box.width - 24), (event.clientY - box.top - 12) / (box.height - 24)];
      this.#scale(event.deltaY < 0 ? 1.2 : 1 / 1.2, fx, fy);
      this.#soon(canvas);
    }, { passive: false });
  }
}
