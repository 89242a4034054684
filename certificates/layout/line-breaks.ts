import { charactersOf } from '../fonts/characters.ts';

/** Signs that never begin a line in Japanese (行頭禁則). */
const neverFirst =
  /^[・、。，．：；）」』】〉》！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.:;)\]!?]/u;

/** Kanji, hiragana and full-width signs: a line may end on either side of any of them. A word in katakana holds. */
const standsAlone = /[\p{Script=Han}\p{Script=Hiragana}\u3000-\u303f・\uff00-\uff60]/u;

/** Cuts text into the pieces between which a line may end; joined they are the text again. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let before = '';
  for (const { text: character } of charactersOf(text)) {
    const mayBreak = before === ' ' || standsAlone.test(before) || standsAlone.test(character);
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

/** The same number of lines as `breakLines`, but about equally long. Same parameters. */
export function balanceLines(
  text: string,
  maxWidth: number,
  measure: (text: string) => number,
): string[] {
  const step = maxWidth / 50;
  let lines = breakLines(text, maxWidth, measure);
  for (let width = maxWidth - step; width > maxWidth / 2; width -= step) {
    const narrower = breakLines(text, width, measure);
    if (narrower.length > lines.length) {
      break;
    }
    lines = narrower;
  }
  return lines;
}
