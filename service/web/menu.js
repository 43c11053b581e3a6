// @ts-check
// A button that opens a few others.
import { make, placeBeside } from "./dom.js";

let menus = 0;

/** The button, and the box that it opens. @param {string} name @param {HTMLElement[]} items */
export function menu(name, ...items) {
  const id = `menu-${(menus += 1)}`;
  const opener = make("button", { type: "button", popovertarget: id }, name);
  const box = make("div", { id, class: "box menu", popover: true, onclick: () => box.hidePopover(), ontoggle: (/** @type {ToggleEvent} */ event) => {
    if (event.newState === "open") placeBeside(box, opener);
  } }, ...items);
  return [opener, box];
}
