// @ts-check
// The key that a guarded service wants: asked for once, and forgotten with the tab.
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";

/** Set while it is asked for: all requests wait for the same key. @type {Promise<string> | null} */
let asked = null;

/** The key that the reader gives; empty where none is given. @param {string | null} refused the key that was not accepted */
export function askForKey(refused) {
  asked ??= ask(refused).finally(() => (asked = null));
  return asked;
}

/** @param {string | null} refused */
function ask(refused) {
  const field = /** @type {HTMLInputElement} */ (make("input", { type: "password", autocomplete: "off", required: true }));
  const label = make("label", {}, "API key", field);
  const told = refused ? "The service did not accept that key." : "Whoever runs this service has given you one. It is forgotten when you close this tab.";
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    dialog.close(field.value.trim());
  };
  const form = make("form", { onsubmit }, make("p", {}, told), label, make("button", { class: "primary" }, "Continue"));
  const { dialog, closed } = openDialog("This service wants a key", form);
  field.focus();
  return closed;
}
