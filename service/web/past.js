// @ts-check
// The history: conversations kept on this device, to search, open again and delete.
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { conversations, forget, grouped, mark, search, write } from "./kept.js";
import { count, day, moment } from "./words.js";

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
    const { at, name, pinned = false, turns: [{ question }, ...more] } = conversation;
    const called = name || question;
    /** @param {string} act @param {() => void} onclick */
    const act = (act, onclick) => make("button", { type: "button", class: "link", "aria-label": `${act}: ${called}`, onclick }, act);
    const naming = () => {
      const input = /** @type {HTMLInputElement} */ (make("input", { value: called, maxlength: 200, "aria-label": "Name", onchange: () => {
        mark(at, { name: input.value.trim() });
        fill();
      } }));
      item.replaceChildren(input);
      input.select();
    };
    const item = make("li", {},
      make("button", { type: "button", class: "again", dir: "auto", onclick: () => (dialog.close(), begin(conversation)) }, called),
      make("span", {}, `${moment(at)} · ${count(more.length + 1, "question")}`),
      make("span", { class: "acts" }, act(pinned ? "Unpin" : "Pin", () => (mark(at, { pinned: !pinned }), fill())), act("Rename", naming), act("Delete", () => remove(at))),
    );
    return item;
  };
  const fill = () => {
    const kept = conversations();
    const found = search(kept, field.value);
    list.replaceChildren(...grouped(found, day).map(([name, some]) => make("li", { class: "group" }, make("h3", {}, name), make("ul", {}, ...some.map(row)))));
    told.textContent = found.length ? "" : kept.length ? "Nothing found." : "Nothing yet.";
    all.hidden = !kept.length;
  };
  fill();
}
