// @ts-check
// What the page keeps between two visits: for a tab, or for the browser. Where that is forbidden, nothing is kept.

/** @param {() => Storage} storage */
function keeping(storage) {
  return {
    /** Empty where nothing is kept under this name. @param {string} name */
    get(name) {
      try {
        return storage().getItem(name) ?? "";
      } catch {
        return "";
      }
    },
    /** Says whether it could be kept; an empty text forgets what was. @param {string} name @param {string} text */
    put(name, text) {
      try {
        if (text) storage().setItem(name, text);
        else storage().removeItem(name);
        return true;
      } catch {
        return false;
      }
    },
    clear() {
      try {
        storage().clear();
      } catch {
        // nothing is kept
      }
    },
  };
}

export const forTab = keeping(() => sessionStorage);
export const forBrowser = keeping(() => localStorage);
