// @ts-check
// The history: conversations to search, open again, name, keep on top and delete.
import { archive } from "./archive.js";
import { openDialog } from "./dialog.js";
import { make, say } from "./dom.js";
import { conversationOf } from "./export.js";
import { grouped } from "./kept.js";
import { nameOf, save } from "./saving.js";
import { count, day, moment } from "./words.js";

/** @typedef {import("./archive.js").Entry} Entry */

const TYPING_MS = 150;

/** @param {(at: string) => void} begin opens a conversation again */
export async function openPast(begin) {
  const field = /** @type {HTMLInputElement} */ (
    make("input", { type: "search", "aria-label": "Search the history", placeholder: "Search the history…", oninput: () => {
      clearTimeout(typing);
      typing = setTimeout(fill, TYPING_MS);
    } })
  );
  let typing = 0;
  const list = make("ul", { class: "past", "data-testid": "past" });
  const told = make("p", { class: "told", role: "status" }, "Opening…");
  const all = make("button", { type: "button", class: "plain", onclick: () => remove() }, "Delete all");
  const whole = make("button", { type: "button", class: "plain", onclick: () => tell(exportAll) }, "Export all");
  const where = make("span");
  const { dialog, closed } = openDialog("History", field, told, list, make("footer", {}, whole, " ", all, " ", where));
  /** What goes once there is no way back: null stands for all. @type {Set<string | null>} */
  const leaving = new Set();
  const settle = () => {
    const going = leaving.has(null) ? [undefined] : /** @type {string[]} */ ([...leaving]);
    leaving.clear();
    return archive().then((kept) => Promise.all(going.map((at) => kept.forget(at))));
  };
  window.addEventListener("pagehide", settle);
  closed.then(() => {
    window.removeEventListener("pagehide", settle);
    if (leaving.size) settle().catch((problem) => say(`Not deleted: ${problem}`)); // it is still listed the next time
  });

  /** @param {string} [at] */
  const remove = async (at) => {
    leaving.add(at ?? null);
    await fill();
    told.replaceChildren("Deleted. ", make("button", { type: "button", class: "plain", onclick: async () => {
      leaving.delete(at ?? null);
      await fill();
      field.focus();
    } }, "Undo"));
    field.focus();
  };
  /** @param {string} at @param {{name?: string, pinned?: boolean}} said */
  const mark = (at, said) => tell(async () => {
    await (await archive()).mark(at, said);
    await fill();
    if (document.activeElement === document.body) /** @type {HTMLElement | null} */ (list.querySelector(`[data-at="${CSS.escape(at)}"] .again`))?.focus();
  });
  /** @param {Entry} entry */
  const row = ({ at, name, pinned, question, turns }) => {
    const called = name || question;
    /** @param {string} act @param {() => void} onclick */
    const act = (act, onclick) => make("button", { type: "button", class: "link", "aria-label": `${act}: ${called}`, onclick }, act);
    const naming = () => {
      const input = /** @type {HTMLInputElement} */ (make("input", { value: called, maxlength: 200, "aria-label": "Name", onchange: () => mark(at, { name: input.value.trim() }), onblur: () => item.replaceChildren(...parts) }));
      item.replaceChildren(input);
      input.select();
    };
    const parts = [
      make("button", { type: "button", class: "again", dir: "auto", onclick: () => (dialog.close(), begin(at)) }, called),
      make("span", {}, `${moment(at)} · ${count(turns, "question")}`),
      make("span", { class: "acts" }, act(pinned ? "Unpin" : "Pin", () => mark(at, { pinned: !pinned })), act("Rename", naming), act("Export", () => tell(() => exportOne(at, called))), act("Delete", () => remove(at))),
    ];
    const item = make("li", { "data-at": at }, ...parts);
    return item;
  };
  /** @param {() => Promise<void>} work */
  const tell = (work) => work().catch((problem) => void (told.textContent = String(problem)));
  const fill = async () => {
    try {
      const kept = await archive();
      const words = field.value;
      const entries = await kept.list(words);
      if (field.value !== words) return;
      const found = leaving.has(null) ? [] : entries.filter(({ at }) => !leaving.has(at));
      list.replaceChildren(...grouped(found, day).map(([name, some]) => make("li", { class: "group" }, make("h3", {}, name), make("ul", {}, ...some.map(row)))));
      told.textContent = found.length ? "" : words ? "Nothing found." : "Nothing yet.";
      all.hidden = whole.hidden = !found.length;
      where.textContent = kept.told;
    } catch (problem) {
      told.textContent = String(problem);
    }
  };
  await fill();
}

/** A conversation as Markdown, with the footnotes of its answers. @param {string} at @param {string} called */
async function exportOne(at, called) {
  const kept = await (await archive()).open(at);
  if (kept) save(`${nameOf(called)}.md`, "text/markdown", conversationOf(kept.conversation.turns, kept.receipts));
}

/** All there is, for a program: each conversation with its answers as they were given. */
async function exportAll() {
  const kept = await archive();
  const all = [];
  for (const { at } of await kept.list("")) {
    const opened = await kept.open(at);
    if (opened) all.push({ ...opened.conversation, answers: [...opened.receipts.values()] });
  }
  save("conversations.json", "application/json", JSON.stringify(all, null, 2));
}
