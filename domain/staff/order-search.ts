/** Half-open range of texts, compared character by character as PostgreSQL's `text_pattern_ops` does. */
export interface TextRange {
  from: string;
  /** Exclusive. */
  to: string;
}

const LAST_CHARACTER = '\u{10FFFF}';
const HIRAGANA = /[\u3041-\u3096]/gu;

const asKatakana = (text: string) =>
  text
    .normalize('NFKC')
    .replace(HIRAGANA, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0x60));

/**
 * What stands between family and given name differs between records: each width of the space is looked for.
 * @param typed the beginning of a name in kana (any kind) or as it is written; characters of a name are never changed,
 *   since records keep old forms of them
 * @returns ranges in which such names lie; none for nothing
 */
export function nameRanges(typed: string): { kana: TextRange[]; written: TextRange[] } {
  const beginning = typed.trim().replace(/\s+/gu, ' ');
  if (beginning === '') return { kana: [], written: [] };
  const spaced = (text: string) =>
    text.includes(' ') ? [text, text.replaceAll(' ', '\u3000')] : [text];
  const ranges = (text: string): TextRange[] =>
    spaced(text).map((from) => ({ from, to: from + LAST_CHARACTER }));
  return { kana: ranges(asKatakana(beginning)), written: ranges(beginning) };
}
