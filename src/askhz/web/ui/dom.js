// Makes elements. Text goes in as text; only `trusted` takes HTML, and only what this server's templates escaped.

export const byId = (id) => document.getElementById(id);

const ACTING = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A text whose characters all show: those that act, or turn the direction of writing, are replaced one for one. */
export const visible = (text) =>
  text.toWellFormed().replace(ACTING, (mark) => (mark < " " ? String.fromCharCode(0x2400 + mark.charCodeAt(0)) : mark === "\u007f" ? "␡" : "\ufffd"));

/** An element with properties and children; strings become text nodes. `on` holds listeners, `data` data attributes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : visible(String(value)));
  }
  const shown = children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);
  element.append(...shown.map((child) => (typeof child === "string" ? visible(child) : child)));
  return element;
}

/** An element that holds HTML made by the server's escaping templates. */
export function trusted(tag, properties, html) {
  const element = h(tag, properties);
  element.innerHTML = html;
  return element;
}

const SHAPES = {
  copy: "M9 9h10v11H9zM5 15V4h10",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  up: "M7 11v9H4v-9zM7 12l4-8c1.6 0 2.4 1 2.2 2.4L12.8 10H19c1 0 1.7.9 1.5 1.9l-1.3 6.5c-.2 1-1 1.6-2 1.6H7",
  down: "M7 13V4H4v9zM7 12l4 8c1.6 0 2.4-1 2.2-2.4L12.8 14H19c1 0 1.7-.9 1.5-1.9l-1.3-6.5C19 4.600 18.200 4 17.200 4H7",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  back: "M15 6l-6 6 6 6",
  next: "M9 6l6 6-6 6",
  find: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13M15.500 15.500 20 20",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700L12 17",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  save: "M12 4v11M7 10l5 5 5-5M5 20h14",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and is named by its label. */
export function iconButton(name, label, listener, properties = {}) {
  const { class: more = "", ...rest } = properties;
  return h("button", { type: "button", class: `hz-icon ${more}`, "aria-label": label, title: label, on: { click: listener }, ...rest }, icon(name));
}

const STOPS = "button, input, textarea, summary, a[href], [tabindex]";
const nameOf = (element) => `${element.className} ${element.getAttribute("aria-label") ?? element.textContent}`;

/** Draw what is below `root` anew. If the focus was there, what takes its element's place has it then, else the one beside it. */
export function redrawn(root, draw) {
  const stops = () => [...root.querySelectorAll(STOPS)].filter((one) => one.checkVisibility({ visibilityProperty: true }));
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const at = focused ? stops().indexOf(focused) : -1;
  draw();
  if (!focused || (focused.isConnected && focused.checkVisibility())) return;
  const now = stops();
  const next = now.find((one) => nameOf(one) === nameOf(focused)) ?? now[Math.min(Math.max(at, 0), now.length - 1)] ?? byId("hz-box");
  next.focus();
}

const said = () => byId("hz-said");

/** Tell people who listen to the page. */
export function announce(text) {
  said().textContent = "";
  requestAnimationFrame(() => (said().textContent = visible(text)));
}

/** A JavaScript string's index of a code point's offset. */
export function unitIndex(text, points) {
  let index = 0;
  for (let point = 0; point < points && index < text.length; point += 1) index += text.codePointAt(index) > 0xffff ? 2 : 1;
  return index;
}

export const pointCount = (text) => [...text].length;

/** A text cut at the words around a limit of characters. */
export function excerpt(text, limit) {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= limit) return line;
  const cut = line.slice(0, limit);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > limit / 2 ? space : limit)} …`;
}
