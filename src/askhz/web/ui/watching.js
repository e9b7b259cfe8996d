// The switch that has the index follow its folders, and what it says; while it is on, the list of documents follows.
import { api } from "./api.js";
import { byId } from "./dom.js";

const OFTEN = 2000; // milliseconds

/** `changed()` is called when the documents are others than before. */
export function startWatching(changed) {
  const box = byId("hz-watch-on");
  const line = byId("hz-watch-said");
  let seen = null;

  function show({ watching, changes, said }) {
    box.checked = watching;
    line.textContent = said ?? "";
    line.hidden = !said;
    if (seen !== null && changes !== seen) changed();
    seen = changes;
  }

  async function look(ask) {
    try {
      show(await ask());
    } catch (error) {
      box.checked = false;
      line.textContent = error.message;
      line.hidden = false;
    }
  }

  box.addEventListener("change", () => look(() => api.watch(box.checked)));
  setInterval(() => box.checked && !document.hidden && look(api.watching), OFTEN);
  api.watching().then(show, () => {}); // none where several indexes are asked as one
}
