// @ts-check
// A box over the page, for what is needed now and then.
import { make } from "./dom.js";

/**
 * Opens it; the promise comes true when it is closed, with what it was closed with.
 * @param {string} title
 * @param {(Node | string)[]} content
 * @returns {{dialog: HTMLDialogElement, closed: Promise<string>}}
 */
export function openDialog(title, ...content) {
  const close = make("button", { type: "button", class: "plain close", onclick: () => dialog.close() }, "Close");
  const head = make("header", {}, make("h2", { id: "dialog-title" }, title), close);
  const dialog = /** @type {HTMLDialogElement} */ (
    make("dialog", { "aria-labelledby": "dialog-title", "data-testid": "dialog" }, head, ...content)
  );
  // What lies around a dialog belongs to it: a press there is outside of everything it holds.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  const closed = new Promise((resolve) => dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(dialog.returnValue);
  }));
  dialog.showModal();
  return { dialog, closed };
}
