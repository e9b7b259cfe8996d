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
    const canvas = h("canvas", { class: "hz-map", role: "img", "aria-label": `${t("map")}. ${t("mapHint")}` });
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
    const counts = this.points.sources.map((source, index) => [source, index]).slice(0, 12);
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
    this.zoom = 1;
    this.offset = [0, 0];
  }

  #place = (at, width, height) => [
    (this.points.x[at] * this.zoom + this.offset[0]) * (width - 24) + 12,
    (this.points.y[at] * this.zoom + this.offset[1]) * (height - 24) + 12,
  ];

  #draw(canvas, over = -1) {
    const ratio = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * ratio)) [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const dark = document.documentElement.dataset.theme === "dark";
    const total = this.points.x.length;
    const radius = total > 20000 ? 1.2 : total > 3000 ? 2 : total > 500 ? 3 : 4.5;
    const dot = (at, size, alpha, ring) => {
      const [x, y] = this.#place(at, width, height);
      if (x < -9 || y < -9 || x > width + 9 || y > height + 9) return;
      context.beginPath();
      context.arc(x, y, size, 0, 7);
      context.fillStyle = `hsl(${hueOf(this.points.document[at])} 62% ${dark ? 62 : 46}% / ${alpha})`;
      context.fill();
      if (ring) {
        context.lineWidth = 2;
        context.strokeStyle = dark ? "#fff" : "#111";
        context.stroke();
      }
    };
    const faint = this.lit.size ? 0.28 : 0.7;
    for (let at = 0; at < total; at += 1) if (!this.lit.has(at)) dot(at, radius, faint, false);
    for (const at of this.lit) dot(at, radius + 2.5, 1, true);
    if (over >= 0) dot(over, radius + 3, 1, true);
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

  #listen(canvas, tip, dialog) {
    const { document, start, end, sources, text } = this.points;
    let dragged = null;
    let moved = false;
    canvas.addEventListener("pointermove", (event) => {
      if (dragged) {
        const [dx, dy] = [event.clientX - dragged[0], event.clientY - dragged[1]];
        moved ||= Math.abs(dx) + Math.abs(dy) > 4;
        this.offset = [this.offset[0] + dx / (canvas.clientWidth - 24), this.offset[1] + dy / (canvas.clientHeight - 24)];
        dragged = [event.clientX, event.clientY];
        this.#draw(canvas);
        return;
      }
      const at = this.#nearest(canvas, event);
      canvas.style.cursor = at >= 0 ? "pointer" : "grab";
      tip.textContent = at >= 0 ? visible(`${excerpt(this.titleOf(sources[document[at]]) ?? sources[document[at]], 60)}: ${text[at] ?? ""}`) : t(this.lit.size ? "mapLit" : "mapHint");
      this.#draw(canvas, at);
    });
    canvas.addEventListener("pointerdown", (event) => {
      [dragged, moved] = [[event.clientX, event.clientY], false];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointerup", (event) => {
      dragged = null;
      const at = moved ? -1 : this.#nearest(canvas, event);
      if (at < 0) return;
      dialog.close();
      this.open({ source: sources[document[at]], start: start[at], end: end[at] });
    });
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      const [fx, fy] = [(event.clientX - box.left - 12) / (box.width - 24), (event.clientY - box.top - 12) / (box.height - 24)];
      const next = Math.min(40, Math.max(1, this.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2)));
      const scale = next / this.zoom;
      this.offset = next === 1 ? [0, 0] : [fx - (fx - this.offset[0]) * scale, fy - (fy - this.offset[1]) * scale];
      this.zoom = next;
      this.#draw(canvas);
    }, { passive: false });
  }
}
