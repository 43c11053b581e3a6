// @ts-check
// The list of keys that `?` shows.
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { KEYS_OFF } from "./keyboard.js";
import { forBrowser } from "./storage.js";

const KEYS = [
  ["/", "Write a question"],
  ["Enter", "Ask; on a sentence, open its evidence"],
  ["Shift Enter", "New line in a question"],
  ["j k", "Next, previous sentence"],
  ["n p", "Next, previous cited words in the article"],
  ["Esc", "Back: close the article, leave the question"],
  ["c", "New conversation"],
  ["h", "History"],
  ["?", "This list"],
];

export function openKeys() {
  const rows = KEYS.flatMap(([keys, act]) => [
    make("dt", {}, ...keys.split(" ").map((key) => make("kbd", {}, key))),
    make("dd", {}, act),
  ]);
  const toggle = make("input", { type: "checkbox", checked: !forBrowser.get(KEYS_OFF), onchange: (/** @type {Event} */ event) => {
    forBrowser.put(KEYS_OFF, /** @type {HTMLInputElement} */ (event.target).checked ? "" : "1");
  } });
  openDialog("Keys", make("dl", { class: "keys-list" }, ...rows), make("label", { class: "switch" }, toggle, "Single letters act as keys"));
}
