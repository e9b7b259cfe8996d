// Scrolling to a place.

const held = new WeakMap(); // what scrolls -> how to let its place go

/**
 * Bring an element near the top third of what scrolls it, and hold it there while pictures above it come in and take
 * their height, until the reader moves or another place is gone to.
 */
export function goTo(scroller, target) {
  held.get(scroller)?.abort();
  const hold = new AbortController();
  held.set(scroller, hold);
  const jump = () => {
    if (hold.signal.aborted) return;
    const offset = target.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTo({ top: scroller.scrollTop + offset - scroller.clientHeight * 0.28, behavior: "instant" });
  };
  // Three times: sections above get their height when they come near.
  const settle = () => {
    jump();
    requestAnimationFrame(() => {
      jump();
      requestAnimationFrame(jump);
    });
  };
  settle();
  const { signal } = hold;
  scroller.addEventListener("load", settle, { capture: true, signal }); // of pictures: it does not bubble
  for (const act of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    scroller.addEventListener(act, () => hold.abort(), { passive: true, signal });
  }
}
