// @ts-check
// What a reader takes along: to the clipboard, or as a file.

const SHOWN_MS = 2000; // that it was copied

/** Says on the button whether it went well. @param {HTMLElement} pressed @param {string} text */
export async function copyText(pressed, text) {
  const before = pressed.dataset.said ?? pressed.textContent ?? "";
  pressed.dataset.said = before; // pressed again meanwhile, it must not say "Copied" for good
  pressed.textContent = await navigator.clipboard.writeText(text).then(() => "Copied", () => "The browser refused");
  setTimeout(() => {
    pressed.textContent = before;
    delete pressed.dataset.said;
  }, SHOWN_MS);
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
