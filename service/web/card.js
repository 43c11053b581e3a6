// @ts-check
// The small card beside a citation: its words and where they stand, before anything is opened.
import { excerpt, find, placeBeside, putSource } from "./dom.js";

/** @typedef {import("./types.js").Citation} Citation */
/** @typedef {import("./types.js").Passage} Passage */

const card = find(document, "#card");
/** @type {HTMLElement | null} */
let anchor = null;

// On the way down, so that Escape closes nothing else.
document.addEventListener("keydown", (event) => event.key === "Escape" && hideCard() && event.stopPropagation(), { capture: true });
document.addEventListener("scroll", () => anchor && placeBeside(card, anchor, true), { capture: true, passive: true });

/** @param {HTMLElement} button @param {Citation[]} citations @param {Passage | undefined} passage @param {() => string} where the words stand, as far as that is known by then */
export function attachCard(button, citations, passage, where) {
  const show = () => showCard(button, citations, passage, where());
  // Not pointerenter: that also fires where the page moves under a pointer at rest.
  button.addEventListener("pointermove", (event) => event.pointerType !== "touch" && show());
  button.addEventListener("pointerleave", hideCard);
  button.addEventListener("focus", () => button.matches(":focus-visible") && show());
  button.addEventListener("blur", hideCard);
}

/** Says whether there was one to hide. */
export function hideCard() {
  const shown = !card.hidden;
  anchor = null;
  card.hidden = true;
  return shown;
}

/** @param {HTMLElement} button @param {Citation[]} citations @param {Passage | undefined} passage @param {string} where */
function showCard(button, citations, passage, where) {
  // The words of the citation that is open are in sight already.
  if (anchor === button || button.ariaCurrent) return;
  find(card, ".quote").textContent = citations.map(({ quote }) => excerpt(quote)).join(" … ");
  putSource(card, passage, where);
  card.hidden = false;
  button.setAttribute("aria-describedby", card.id);
  anchor = button;
  placeBeside(card, button, true);
}
