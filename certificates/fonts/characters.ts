/**
 * Splits text into what a reader calls a character: a code point with the variation selector that belongs to it.
 * Selectors decide which form of a name's kanji is meant (邉 has more than a dozen), so they are never dropped.
 */

/** A base code point and, where the text asks for one particular form, its variation selector. */
export interface Character {
  codePoint: number;
  /** U+FE00–FE0F or U+E0100–E01EF; null when the text leaves the form open. */
  selector: number | null;
  text: string;
}

/** @returns whether a code point is a variation selector (standardised or ideographic) */
export function isVariationSelector(codePoint: number): boolean {
  return (
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f) || (codePoint >= 0xe0100 && codePoint <= 0xe01ef)
  );
}

/**
 * Composes letters and kana with the marks that follow them (e + ´ → é, か + ゛ → が). Everything else stays as it
 * is: normalising the whole text would replace U+FA19 by U+795E (two forms of 神), another person's character.
 */
export function composeMarks(text: string): string {
  return text.replace(/[^\p{M}][\u0300-\u036f\u3099\u309a]+/gu, (sequence) =>
    sequence.normalize('NFC'),
  );
}

/**
 * @param text any text; marks are composed first (see `composeMarks`)
 * @returns its characters in order; a selector that follows nothing stands as a character of its own
 */
export function charactersOf(text: string): Character[] {
  const characters: Character[] = [];
  for (const symbol of composeMarks(text)) {
    const codePoint = symbol.codePointAt(0) ?? 0;
    const last = characters.at(-1);
    if (
      isVariationSelector(codePoint) &&
      last &&
      last.selector === null &&
      !isVariationSelector(last.codePoint)
    ) {
      last.selector = codePoint;
      last.text += symbol;
    } else {
      characters.push({ codePoint, selector: null, text: symbol });
    }
  }
  return characters;
}
