import { median, percentile, short, slope, spread } from './statistics.ts';

it('takes the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(() => median([])).toThrow('no values');
});

it('takes percentiles by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
});

it('finds the growth behind noise that cancels out', () => {
  expect(slope([0, 1, 2, 3].map((x) => ({ x, y: 5 + 2 * x })))).toBeCloseTo(2);
});

it('writes three digits, and counts whole', () => {
  expect([0, 17, 0.01234, 1.234, 12.34, 1234.5].map(short)).toEqual([
    '0',
    '17',
    '0.012',
    '1.23',
    '12.3',
    '1235',
  ]);
  expect(spread([1.5, 2.25, 4])).toBe('2.25 (1.50–4)');
  expect(spread([3, 3])).toBe('3');
});
