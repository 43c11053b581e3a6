// @ts-check
// Everything can be done without a pointer. `keys.js` lists these keys for the reader.
import { find } from "./dom.js";
import { forBrowser } from "./storage.js";

/** @typedef {{field: HTMLElement, submit: (event: Event) => void, openKeys: () => void, openPast: () => void, begin: () => void}} Acts */

export const KEYS_OFF = "assay.keys-off"; // kept where the reader doesn't want single keys

const article = find(document, "#article");

/** @param {Acts} acts */
export function listenToKeys({ field, submit, openKeys, openPast, begin }) {
  /** @type {Record<string, () => void>} */
  const acts = {
    "/": () => field.focus(),
    "?": openKeys,
    h: openPast,
    c: begin,
    j: () => step(1),
    k: () => step(-1),
    n: () => find(article, ".next").click(),
    p: () => find(article, ".previous").click(),
  };
  field.addEventListener("keydown", (event) => {
    // While an input method composes, Enter chooses a word.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open], :popover-open")) return;
    if (event.key === "Escape") goBack(field);
    if (event.target instanceof Element && event.target.matches("textarea, input")) return;
    if (event.key === "Enter" && event.target instanceof Element) openEvidence(event.target);
    if (!within(event.target) || forBrowser.get(KEYS_OFF)) return;
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
}

/** Single keys act in the conversation and beside it, where nothing else has the focus. @param {EventTarget | null} target */
function within(target) {
  if (find(document, ".conversation").hidden) return false;
  return target === document.body || (target instanceof Element && target.closest(".desk") !== null);
}

/** One thing less in front of the reader. @param {HTMLElement} field */
function goBack(field) {
  if (!article.hidden) find(article, ".close").click();
  else if (document.activeElement === field) field.blur();
}

/** To the next or previous sentence in sight. @param {1 | -1} direction */
function step(direction) {
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".claim"))];
  const claims = all.filter((claim) => claim.checkVisibility());
  const focused = document.activeElement?.closest(".claim") ?? document.querySelector(".claim:has([aria-current])");
  const at = claims.findIndex((claim) => claim === focused);
  const next = at < 0 ? claims.at(direction > 0 ? 0 : -1) : claims[at + direction];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** @param {Element} target */
function openEvidence(target) {
  if (target.matches(".claim")) /** @type {HTMLElement | null} */ (target.querySelector(".citation"))?.click();
}
