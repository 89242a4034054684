import { charactersOf } from '../fonts/characters.ts';

/** Signs that never begin a line in Japanese (行頭禁則). */
const neverFirst =
  /^[、。，．・：；）」』】〉》！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.:;)\]!?]/u;

/** Kanji, kana and full-width signs: a line may end after any of them. */
const breaksAnywhere =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;

/** Cuts text into the pieces between which a line may end; joined they are the text again. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let before = '';
  for (const { text: character } of charactersOf(text)) {
    const mayBreak =
      before === ' ' || breaksAnywhere.test(before) || breaksAnywhere.test(character);
    if (pieces.length === 0 || !mayBreak || character === ' ' || neverFirst.test(character)) {
      pieces.push((pieces.pop() ?? '') + character);
    } else {
      pieces.push(character);
    }
    before = character;
  }
  return pieces;
}

/**
 * @param text one paragraph, Japanese or English
 * @param maxWidth of a line, in points
 * @param measure width of a text, in points
 * @returns its lines; a word that is longer than a line is cut between characters, never let off the paper
 */
export function breakLines(
  text: string,
  maxWidth: number,
  measure: (text: string) => number,
): string[] {
  const lines: string[] = [];
  let line = '';
  const place = (piece: string) => {
    if (measure((line + piece).trimEnd()) <= maxWidth) {
      line += piece;
      return;
    }
    if (line.trim() !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    if (measure(piece.trimEnd()) <= maxWidth) {
      line = piece;
      return;
    }
    const characters = charactersOf(piece);
    if (characters.length === 1) {
      line = piece;
      return;
    }
    characters.forEach((character) => place(character.text));
  };
  piecesOf(text).forEach(place);
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}
