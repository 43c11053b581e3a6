// @ts-check
// Who is signed in, what they may do, and the way out.
import { getSession, signOut } from "./api.js";
import { archive } from "./archive.js";
import { find, make, say } from "./dom.js";
import { forgetAll } from "./intake.js";
import { forget, rememberReader } from "./kept.js";
import { menu } from "./menu.js";
import { forTab } from "./storage.js";

let shown = "";

/** In the bar, where a key says who asks. */
export async function showWho() {
  const session = await getSession().catch(() => null);
  if (session) document.body.classList.toggle("reads", !session.scopes.includes("add"));
  const name = session?.signed_in ? (session.name ?? "") : "";
  if (name === shown) return;
  shown = name;
  const place = find(document, "#who");
  if (!name) return place.replaceChildren();
  const [opener, box] = menu(name, make("p", {}, `Signed in as ${name}`), make("button", { type: "button", onclick: leave }, "Sign out"));
  opener.setAttribute("aria-label", `Signed in as ${name}`);
  place.replaceChildren(opener, box);
}

/** Nothing of this reader stays in the browser. */
async function leave() {
  try {
    await (await archive()).settled();
    await signOut();
  } catch (problem) {
    return say(`You are still signed in: ${problem}`);
  }
  forTab.clear();
  forget(shown);
  rememberReader("");
  forgetAll();
  location.assign("/");
}
