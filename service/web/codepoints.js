// @ts-check
// The service counts code points; a JavaScript string counts UTF-16 units, two for an emoji.

/**
 * Where each code point offset lies in the string. One pass, however long the text.
 * @param {string} text
 * @param {number[]} offsets
 * @returns {Map<number, number>}
 */
export function toUtf16(text, offsets) {
  const places = new Map();
  let [point, unit] = [0, 0];
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    while (point < offset && unit < text.length) {
      unit += /** @type {number} */ (text.codePointAt(unit)) > 0xffff ? 2 : 1;
      point += 1;
    }
    places.set(offset, unit);
  }
  return places;
}
