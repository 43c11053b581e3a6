// @ts-check
// The history: conversations kept on this device, to search, open again and delete.
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { conversations, forget, search, write } from "./kept.js";
import { count, moment } from "./words.js";

/** @typedef {import("./kept.js").Conversation} Conversation */

/** @param {(conversation: Conversation) => void} begin opens a conversation again */
export function openPast(begin) {
  const field = /** @type {HTMLInputElement} */ (
    make("input", { type: "search", "aria-label": "Search the history", placeholder: "Search the history…", oninput: () => fill() })
  );
  const list = make("ul", { class: "past", "data-testid": "past" });
  const told = make("p", { class: "told", role: "status" });
  const all = make("button", { type: "button", class: "plain", onclick: () => remove() }, "Delete all");
  const { dialog } = openDialog("History", field, told, list, make("footer", {}, all, " Kept in this browser only."));

  /** @param {string} [at] */
  const remove = (at) => {
    const before = conversations();
    forget(at);
    fill();
    told.replaceChildren("Deleted. ", make("button", { type: "button", class: "plain", onclick: () => {
      write(before);
      fill();
      field.focus();
    } }, "Undo"));
    field.focus();
  };
  /** @param {Conversation} conversation */
  const row = (conversation) => {
    const { at, turns: [{ question }, ...more] } = conversation;
    return make("li", {},
      make("button", { type: "button", class: "again", dir: "auto", onclick: () => (dialog.close(), begin(conversation)) }, question),
      make("span", {}, `${moment(at)} · ${count(more.length + 1, "question")}`),
      make("button", { type: "button", class: "plain", "aria-label": `Delete: ${question}`, onclick: () => remove(at) }, "Delete"),
    );
  };
  const fill = () => {
    const kept = conversations();
    const found = search(kept, field.value);
    list.replaceChildren(...found.map(row));
    told.textContent = found.length ? "" : kept.length ? "Nothing found." : "Nothing yet.";
    all.hidden = !kept.length;
  };
  fill();
}
