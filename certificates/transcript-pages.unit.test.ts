import fc from 'fast-check';
import { shareRows } from './transcript-pages.ts';

const room = { first: 100, further: 140, closing: 60 };
const rows = (count: number) => Array.from({ length: count }, () => 10);

describe('the rows of a transcript', () => {
  it('stand on one page when the closing block fits below them', () => {
    expect(shareRows(rows(4), room)).toEqual([{ from: 0, to: 4 }]);
  });

  it('go on when the closing block does not fit, and some go along with it', () => {
    expect(shareRows(rows(9), room)).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 9 },
    ]);
  });

  it('may be none', () => {
    expect(shareRows([], room)).toEqual([{ from: 0, to: 0 }]);
  });

  it('all appear once, in order, on pages that hold them, the last with its closing block', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 8, max: 30 }), { maxLength: 200 }), (heights) => {
        const pages = shareRows(heights, room);
        let next = 0;
        pages.forEach(({ from, to }, index) => {
          expect(from).toBe(next);
          next = to;
          const height = heights.slice(from, to).reduce((sum, each) => sum + each, 0);
          const isLast = index === pages.length - 1;
          const available = (index === 0 ? room.first : room.further) - (isLast ? room.closing : 0);
          expect(height).toBeLessThanOrEqual(available);
          if (heights.length > 0) expect(to).toBeGreaterThan(from);
        });
        expect(next).toBe(heights.length);
      }),
    );
  });
});
