// @ts-check
// The few things every part of the page does with elements. Text enters as text, never as markup.
import { day } from "./words.js";

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement} */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/** A fresh copy of <template id="NAME-template">. @param {string} name @returns {HTMLElement} */
export function clone(name) {
  const template = /** @type {HTMLTemplateElement} */ (find(document, `#${name}-template`));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/**
 * A new element; `onclick` and its like are listeners, null and false leave an attribute out.
 * @param {string} name
 * @param {Record<string, unknown>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** Text in, or out of sight where there is none. @param {HTMLElement} element @param {string | null | undefined} text */
export function put(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

/** @param {HTMLElement} list @param {string[]} texts */
export function putItems(list, texts) {
  list.replaceChildren(...texts.map((text) => make("li", { dir: "auto" }, text)));
  list.hidden = !texts.length;
}

/**
 * Title, outlet and day of an article, wherever they are shown, and where in it something stands. Null is no day.
 * @param {HTMLElement} root
 * @param {{title?: string, outlet?: string | null, published?: string | null} | undefined} source
 * @param {string} [where]
 */
export function putSource(root, source, where = "") {
  find(root, ".title").textContent = source?.title || "Untitled";
  put(find(root, ".outlet"), [source?.outlet, where].filter(Boolean).join(", "));
  const time = /** @type {HTMLTimeElement} */ (find(root, "time"));
  put(time, source?.published ? day(source.published) : source?.published === null ? "no day" : null);
  time.dateTime = source?.published ?? "";
}

const QUIET_MS = 5000; // between two things that are read out
let spoke = 0;
let speaking = 0;

/** The line that says what goes on: seen at once, heard at most once in a while. @param {string} text */
export function say(text) {
  const [status, heard] = [find(document, "#status"), find(document, "#heard")];
  if (status.textContent === text.trim()) return;
  status.textContent = text.trim();
  clearTimeout(speaking);
  const speak = () => {
    spoke = Date.now();
    heard.textContent = text.trim();
  };
  speaking = setTimeout(speak, Math.max(0, spoke + QUIET_MS - Date.now()));
}

/** Some words of an article, without its empty lines. @param {string} text */
export function excerpt(text) {
  return text.replace(/\n\s*\n/gu, "\n");
}

/** Beside what was pressed: below it, or above where there is more room. @param {HTMLElement} box @param {HTMLElement} anchor @param {boolean} [over] prefer above */
export function placeBeside(box, anchor, over = false) {
  const [gap, edge] = [6, 12];
  const { top, bottom, left } = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const [above, below] = [top - gap - height, bottom + gap];
  const upward = over ? above >= edge : below + height > innerHeight - edge;
  // What grows while it is open grows away from what was pressed.
  const across = upward ? `auto auto ${innerHeight - height - Math.max(edge, above)}px` : `${below}px auto auto`;
  box.style.inset = `${across} ${Math.max(edge, Math.min(left, innerWidth - width - edge))}px`;
}
