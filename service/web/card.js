// @ts-check
// The small card beside a citation: its words and where they stand, before anything is opened.
import { find, putSource } from "./dom.js";

/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").Passage} Passage */

const GAP = 6;
const EDGE = 12;

const card = find(document, "#card");
/** @type {HTMLElement | null} */
let anchor = null;

document.addEventListener("scroll", () => anchor && place(anchor), { capture: true, passive: true });

/** @param {HTMLElement} button @param {Citation} citation @param {Passage | undefined} passage */
export function attachCard(button, citation, passage) {
  const show = () => showCard(button, citation, passage);
  // Not pointerenter: that also fires where the page moves under a pointer at rest.
  button.addEventListener("pointermove", (event) => event.pointerType !== "touch" && show());
  button.addEventListener("pointerleave", hideCard);
  button.addEventListener("focus", () => button.matches(":focus-visible") && show());
  button.addEventListener("blur", hideCard);
}

export function hideCard() {
  anchor = null;
  card.hidden = true;
}

/** @param {HTMLElement} button @param {Citation} citation @param {Passage | undefined} passage */
function showCard(button, citation, passage) {
  // The words of the citation that is open are in sight already.
  if (anchor === button || button.ariaCurrent) return;
  find(card, ".quote").textContent = citation.quote;
  putSource(card, passage);
  card.hidden = false;
  button.setAttribute("aria-describedby", card.id);
  anchor = button;
  place(button);
}

/** Above the citation, over what has been read; below where there is no room. @param {HTMLElement} button */
function place(button) {
  const { top, bottom, left } = button.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const above = top - GAP - height;
  const most = window.innerWidth - width - EDGE;
  card.style.top = `${above >= EDGE ? above : bottom + GAP}px`;
  card.style.left = `${Math.max(EDGE, Math.min(left, most))}px`;
}
