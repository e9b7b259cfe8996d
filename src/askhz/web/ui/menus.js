// Small menus below a button: arrow keys, Escape, and a click elsewhere close them.
import { h } from "./dom.js";

let open = null;

function close(focus) {
  if (!open) return;
  const { button, list } = open;
  open = null;
  list.remove();
  button.setAttribute("aria-expanded", "false");
  if (focus) button.focus();
}

/** The button, made to open a menu of [label, action] that `entries` gives. */
export function menu(button, entries) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  const holder = h("span", { class: "hz-menu-holder" }, button);
  const show = () => {
    if (open?.button === button) return close(true);
    close(false);
    const list = h(
      "ul",
      { class: "hz-popup", role: "menu" },
      entries().map(([label, action]) =>
        h("li", { role: "none" }, h("button", { type: "button", role: "menuitem", tabindex: "-1", on: { click: () => { close(true); action(); } } }, label)),
      ),
    );
    holder.append(list);
    const box = list.getBoundingClientRect();
    if (box.bottom > innerHeight) list.classList.add("hz-above");
    if (box.left < 8) list.classList.add("hz-rightward");
    button.setAttribute("aria-expanded", "true");
    open = { button, list };
    list.querySelector("button").focus();
  };
  button.addEventListener("click", show);
  holder.addEventListener("keydown", (event) => {
    if (open?.button !== button) return;
    const items = [...open.list.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") close(true);
    else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
    else if (event.key === "Home") items[0].focus();
    else if (event.key === "End") items.at(-1).focus();
    else if (event.key === "Tab") return close(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return holder;
}

document.addEventListener("click", (event) => {
  if (open && !open.button.parentElement.contains(event.target)) close(false);
});
