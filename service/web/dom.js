// @ts-check
// The few things every part of the page does with elements. Text enters as text, never as markup.

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

/** Text in, or out of sight where there is none. @param {HTMLElement} element @param {string | null | undefined} text */
export function put(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

/** @param {HTMLElement} list @param {string[]} texts */
export function putItems(list, texts) {
  list.replaceChildren(...texts.map((text) => {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = text;
    return item;
  }));
  list.hidden = !texts.length;
}

/**
 * Title, outlet and day of an article, wherever they are shown.
 * @param {HTMLElement} root
 * @param {{title?: string, outlet?: string | null, published?: string | null} | undefined} source
 */
export function putSource(root, source) {
  find(root, ".title").textContent = source?.title || "Untitled";
  put(find(root, ".outlet"), source?.outlet);
  const time = /** @type {HTMLTimeElement} */ (find(root, "time"));
  put(time, source?.published && day(source.published));
  time.dateTime = source?.published ?? "";
}

/** @param {string} published */
function day(published) {
  const date = new Date(published);
  if (Number.isNaN(date.getTime())) return published;
  return date.toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" });
}

/** "1 passage", "8 passages". @param {number} number @param {string} noun */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
