// @ts-check
// What a reader takes along: to the clipboard, or as a file.

const SHOWN_MS = 2000; // that it was copied

/** Says on the button whether it went well. @param {HTMLElement} pressed @param {string | Promise<string>} text */
export async function copyText(pressed, text) {
  const before = pressed.dataset.said ?? pressed.textContent ?? "";
  pressed.dataset.said = before; // pressed again meanwhile, it must not say "Copied" for good
  pressed.textContent = await copy(pressed, text).then(() => "Copied", (problem) => problem.title ?? "The browser refused");
  setTimeout(() => {
    pressed.textContent = before;
    delete pressed.dataset.said;
  }, SHOWN_MS);
}

/** @param {HTMLElement} pressed @param {string | Promise<string>} text */
async function copy(pressed, text) {
  // Over plain HTTP there is no clipboard to write to, but what is selected can be copied.
  if (!navigator.clipboard) return copySelected(pressed, await text);
  if (typeof text === "string") return navigator.clipboard.writeText(text);
  // Named at once, though it is still to come: a browser takes it only from the press.
  const coming = text.then((known) => new Blob([known], { type: "text/plain" }));
  await Promise.all([text, navigator.clipboard.write([new ClipboardItem({ "text/plain": coming })])]);
}

/** @param {HTMLElement} pressed @param {string} text */
function copySelected(pressed, text) {
  const area = document.createElement("textarea");
  area.className = "unseen";
  area.value = text;
  pressed.after(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  pressed.focus();
  if (!done) throw new Error("nothing was copied");
}

/** @param {string} name @param {string} type @param {BlobPart} content */
export function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A file name that every system takes. @param {string} title */
export function nameOf(title) {
  return title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/gu, "").slice(0, 60) || "answer";
}
