// @ts-check
// Signing in where the service wants a key: once a browser, with a cookie that no script can read.
import { Problem, UNREACHABLE, problemFields } from "./api.js";
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { store } from "./store.js";

/** Set while it is asked for: all requests wait for the same key. @type {Promise<boolean> | null} */
let asked = null;

/** Says whether the reader signed in. */
export function signIn() {
  asked ??= ask().finally(() => (asked = null));
  return asked;
}

async function ask() {
  const field = /** @type {HTMLInputElement} */ (
    make("input", { type: "password", name: "password", autocomplete: "current-password", required: true, "aria-describedby": "key-told" })
  );
  const told = make("p", { id: "key-told", role: "status" }, "Whoever runs this service has given you a key. This browser keeps you signed in.");
  const enter = /** @type {HTMLButtonElement} */ (make("button", { class: "primary" }, "Sign in"));
  const onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    enter.disabled = true;
    const refused = await send(field.value.trim());
    enter.disabled = false;
    told.textContent = refused;
    if (refused) field.select();
    else dialog.close("in");
  };
  // Password managers keep a password with a name; here the key says who it is.
  const name = make("input", { name: "username", autocomplete: "username", value: "API key", hidden: true });
  const form = make("form", { onsubmit }, told, name, make("label", {}, "API key", field), enter);
  const { dialog, closed } = openDialog("Sign in", form);
  field.focus();
  const signedIn = (await closed) === "in";
  if (signedIn) store.put({ signedIn: store.now().signedIn + 1 });
  return signedIn;
}

/** Why a key does not sign in; empty where it does. @param {string} key @returns {Promise<string>} */
async function send(key) {
  const headers = new Headers();
  try {
    headers.set("authorization", `Bearer ${key}`);
  } catch {
    return "That is no key: it holds characters that no key has.";
  }
  const reply = await fetch("/v1/session", { method: "POST", headers }).catch(() => null);
  if (!reply) return String(UNREACHABLE);
  if (reply.ok) return "";
  return reply.status === 401 ? "The service did not accept that key." : String(new Problem(await problemFields(reply)));
}
