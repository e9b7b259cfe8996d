// Scrolling to a place.

/** Bring an element near the top third of what scrolls it. Twice: sections above get their height when they come near. */
export function goTo(scroller, target) {
  const jump = () => {
    const offset = target.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTo({ top: scroller.scrollTop + offset - scroller.clientHeight * 0.28, behavior: "instant" });
  };
  jump();
  requestAnimationFrame(() => {
    jump();
    requestAnimationFrame(jump);
  });
}
