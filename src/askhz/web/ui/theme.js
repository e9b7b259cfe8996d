// Light or dark: as the system is, or as it was chosen.

const KEY = "askhz-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

let override = chosen();

const isDark = () => (override ? override === "dark" : system.matches);

function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  document.body.classList.toggle("dark", isDark()); // what Gradio's own parts go by
}

export function startTheme(button) {
  apply();
  system.addEventListener("change", apply);
  new MutationObserver(() => {
    if (document.body.classList.contains("dark") !== isDark()) apply();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  button.addEventListener("click", () => {
    override = isDark() ? "light" : "dark";
    try {
      // What the system says anyway needs no memory.
      if ((override === "dark") === system.matches) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, override);
    } catch {
      /* private browsing: for this page only */
    }
    apply();
  });
}
