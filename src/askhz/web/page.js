// What clicks, keys and new answers do on the page. Gradio runs this once, when the conversation is there, and gives it
// `element` (the conversation), `trigger` (an event for Python) and `watch` (called when Python changed the element).

const calm = matchMedia("(prefers-reduced-motion: reduce)");
let asked = null; // the citation that was followed last, to go back to

function scrollTo(target, block) {
  target.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block });
}

function clearLights(root) {
  for (const lit of root.querySelectorAll(".hz-lit")) lit.classList.remove("hz-lit");
}

// Show the sources of the citation's answer, light up its source and its quote, and go there.
function follow(citation) {
  const source = document.getElementById(citation.dataset.source);
  if (!source) return;
  const section = source.closest(".hz-sources");
  for (const other of section.parentElement.children) other.hidden = other !== section;
  source.closest("details")?.setAttribute("open", "");

  clearLights(document);
  const quote = source.querySelector(`mark[data-n~="${citation.dataset.n}"]`);
  for (const lit of [citation, source, quote]) lit?.classList.add("hz-lit");
  asked = citation;
  source.focus({ preventScroll: true });
  scrollTo(quote ?? source, "center");
}

function goBack() {
  if (!asked?.isConnected) return;
  clearLights(document);
  asked.focus({ preventScroll: true });
  scrollTo(asked, "center");
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".hz-example")) trigger("example", { question: button.dataset.question });
  if (button.matches(".hz-cite, .hz-near")) follow(button);
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.(".hz-back")) goBack();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement?.closest(".hz-source")) goBack();
});

// A new question comes into sight from its beginning, however long its answer is.
watch("value", () => {
  asked = null;
  clearLights(document);
  const turn = element.querySelector(".hz-turn:last-child");
  if (turn) scrollTo(turn, "start");
});
