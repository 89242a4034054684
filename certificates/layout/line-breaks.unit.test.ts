import fc from 'fast-check';
import { charactersOf } from '../fonts/characters.ts';
import { balanceLines, breakLines } from './line-breaks.ts';

/** Every character is ten points wide. */
const measure = (text: string) => charactersOf(text).length * 10;

describe('lines', () => {
  it('break between English words', () => {
    expect(breakLines('Graduate School of Letters', 130, measure)).toEqual([
      'Graduate',
      'School of',
      'Letters',
    ]);
  });

  it('break anywhere in kanji, but never before a full stop', () => {
    expect(breakLines('上記の者は在学する。', 90, measure)).toEqual(['上記の者は在学す', 'る。']);
  });

  it('keep words in katakana whole and break behind the middle dot', () => {
    expect(breakLines('マリア・フェルナンダ・デ', 70, measure)).toEqual([
      'マリア・',
      'フェルナンダ・',
      'デ',
    ]);
  });

  it('cut a word that is longer than a line', () => {
    expect(breakLines('ABCDEFGHIJ', 40, measure)).toEqual(['ABCD', 'EFGH', 'IJ']);
  });

  it('keep a kanji and its variation selector together', () => {
    expect(breakLines('葛\u{e0100}葛\u{e0100}葛\u{e0100}', 20, measure)).toEqual([
      '葛\u{e0100}葛\u{e0100}',
      '葛\u{e0100}',
    ]);
  });

  it('are never too long, and nothing is lost', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'漢字かなカナー・。、 abc葛'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (words, width) => {
        const lines = breakLines(words, width * 10, measure);
        for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width * 10);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
        expect(balanceLines(words, width * 10, measure)).toHaveLength(lines.length);
      }),
    );
  });
});
