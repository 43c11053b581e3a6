// @ts-check
// The list of keys that `?` shows.
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";

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
  openDialog("Keys", make("dl", { class: "keys-list" }, ...rows));
}
