(() => {
  const section = document.getElementById("missed");
  const controls = section && section.querySelector(".controls");
  if (!controls) return;
  controls.hidden = false;
  const items = [...section.querySelectorAll(".miss")];
  const texts = items.map((item) => item.textContent.toLowerCase());
  const find = document.getElementById("find"), kind = document.getElementById("kind");
  const which = document.getElementById("which"), fold = document.getElementById("fold");
  const chips = [...section.querySelectorAll(".chip")], count = section.querySelector(".count");
  const update = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const pressed = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
    const stages = pressed.map((chip) => chip.dataset.stage);
    let shown = 0;
    items.forEach((item, i) => {
      const fits = words.every((word) => texts[i].includes(word))
        && (!stages.length || stages.includes(item.dataset.stage))
        && (!kind.value || item.dataset.kind === kind.value)
        && (!which || !which.value || item.dataset.which === which.value);
      item.hidden = !fits;
      shown += fits;
    });
    count.textContent = shown === items.length ? shown : `${shown} of ${items.length}`;
    section.querySelector(".list").hidden = !shown;
    section.querySelector(".nothing").hidden = !!shown;
  };
  find.addEventListener("input", update);
  kind.addEventListener("change", update);
  if (which) which.addEventListener("change", update);
  chips.forEach((chip) => chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", chip.getAttribute("aria-pressed") !== "true");
    update();
  }));
  fold.addEventListener("click", () => {
    const open = fold.textContent === "Open all";
    items.forEach((item) => { if (!item.hidden) item.open = open; });
    fold.textContent = open ? "Close all" : "Open all";
  });
})();
