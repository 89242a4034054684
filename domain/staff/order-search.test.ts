import { nameRanges } from './order-search.ts';

const LAST = '\u{10FFFF}';
const beginnings = (typed: string) => {
  const { kana, written } = nameRanges(typed);
  return [kana.map(({ from }) => from), written.map(({ from }) => from)];
};

describe('the beginning of a name (R-303)', () => {
  it.each([
    ['アオヤマ', ['アオヤマ'], ['アオヤマ']],
    ['あおやま', ['アオヤマ'], ['あおやま']],
    ['ｱｵﾔﾏ', ['アオヤマ'], ['ｱｵﾔﾏ']],
    ['  青山\u3000花 ', ['青山 花', '青山\u3000花'], ['青山 花', '青山\u3000花']],
    ['ガク', ['ガク'], ['ガク']],
    ['', [], []],
    [' \u3000 ', [], []],
  ])('%p', (typed, kana, written) => {
    expect(beginnings(typed)).toEqual([kana, written]);
  });

  it('keeps a character’s old form', () => {
    expect(beginnings('\ufa19谷')[1]).toEqual(['\ufa19谷']);
  });

  it('ends after every name that begins so, and before the next one', () => {
    const [range] = nameRanges('アオ').kana;
    expect(range).toEqual({ from: 'アオ', to: `アオ${LAST}` });
    expect('アオヤマ' < (range?.to ?? '') && 'アカ' > (range?.to ?? '')).toBe(true);
  });
});
