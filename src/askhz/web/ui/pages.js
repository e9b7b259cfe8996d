// A document's pages as pictures, with boxes over the quote's lines. Pictures load when they come near.
import { api } from "./api.js";
import { h } from "./dom.js";
import { t } from "./language.js";
import { goTo } from "./scrolling.js";

const WIDTH = 1200; // pixels: sharp on a column of 600

/** Show the pages and mark a place; `onFail` is called where a picture cannot be had. */
export async function pageView(body, pages, { source, start, end }, onFail) {
  const placed = start !== undefined && start !== null;
  // Before the pages, so that those at the top, which nobody looks at, are not drawn first.
  const { boxes } = placed ? await api.boxes(source, start, end) : { boxes: [] };
  if (!body.childElementCount) {
    body.append(
      ...pages.map(({ page, label }) =>
        h(
          "figure",
          { class: "hz-page", data: { page } },
          h("div", { class: "hz-sheet" }, h("img", { src: api.pageAddress(source, page, WIDTH), alt: t("pageN", { n: label ?? page }), loading: "lazy", width: WIDTH, height: Math.round(WIDTH * 1.414) })),
          h("figcaption", {}, t("pageN", { n: label ?? page })),
        ),
      ),
    );
    for (const image of body.querySelectorAll("img")) {
      image.addEventListener("error", () => {
        // A busy server may give a page up: it is asked for once more. Only the page that is wanted sends one to the text.
        if (!image.dataset.again) {
          image.dataset.again = "1";
          image.src += "&again=1";
        } else if (image.closest(".hz-page").dataset.page === (body.dataset.wanted ?? String(pages[0].page))) onFail();
      });
    }
  }
  for (const old of body.querySelectorAll(".hz-box-mark")) old.remove();
  if (boxes.length) body.dataset.wanted = boxes[0].page;
  let first = null;
  for (const { page, left, top, right, bottom } of boxes) {
    const sheet = body.querySelector(`[data-page="${page}"] .hz-sheet`);
    if (!sheet) continue;
    const box = h("span", { class: "hz-box-mark" });
    const share = (value) => `${value * 100}%`;
    Object.assign(box.style, { left: share(left), top: share(top), width: share(right - left), height: share(bottom - top) });
    sheet.append(box);
    first ??= box;
  }
  if (first) goTo(body, first);
}
