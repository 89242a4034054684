import {
  dayEndingAt,
  formatDate,
  formatDateTime,
  formatDay,
  formatStamp,
  formatYen,
  groupCharacters,
  remainingUntil,
} from './format.ts';

const midnight = '2026-11-28T15:00:00Z'; // 00:00 of Sunday 29 November in Japan
const justBefore = '2026-11-28T14:59:59.999Z';

describe('dates and times are those of Japan, in the reader’s words (R-310, R-318)', () => {
  it.each([
    ['ja', '2026年11月29日(日) 00:00 日本時間'],
    ['en', 'Sunday 29 November 2026, 00:00 (Japan time)'],
  ] as const)('%s', (locale, words) => {
    expect(formatDateTime(midnight, locale)).toBe(words);
  });

  it('is still the day before one millisecond earlier', () => {
    expect(formatDateTime(justBefore, 'ja')).toBe('2026年11月28日(土) 23:59 日本時間');
  });

  it('takes a civil date as it stands and an instant as Japan sees it', () => {
    expect(formatDate('2026-01-01', 'en')).toBe('Thursday 1 January 2026');
    expect(formatDate('2025-12-31T15:00:00Z', 'en')).toBe('Thursday 1 January 2026');
  });

  it('is short in lists (R-310)', () => {
    expect(formatStamp(midnight)).toBe('2026/11/29 00:00');
    expect(formatDay(justBefore)).toBe('2026/11/28');
    expect(formatDay('2026-03-04')).toBe('2026/03/04');
  });

  it('refuses what is not a moment', () => {
    expect(() => formatStamp('soon')).toThrow(RangeError);
  });
});

describe('yen (R-317)', () => {
  it.each([
    [0, '0円', '¥0'],
    [400, '400円', '¥400'],
    [1200, '1,200円', '¥1,200'],
    [1234567, '1,234,567円', '¥1,234,567'],
    [-1200, '-1,200円', '-¥1,200'],
  ])('%d', (yen, ja, en) => {
    expect([formatYen(yen, 'ja'), formatYen(yen, 'en')]).toEqual([ja, en]);
  });

  it('has no fractions', () => {
    expect(() => formatYen(0.5, 'ja')).toThrow(RangeError);
  });
});

describe('what is left until a deadline', () => {
  const left = (milliseconds: number) =>
    remainingUntil(midnight, Date.parse(midnight) - milliseconds);

  it.each([
    [7 * 86_400_000, { unit: 'days', count: 7 }],
    [2 * 86_400_000 - 1, { unit: 'days', count: 1 }],
    [86_400_000, { unit: 'days', count: 1 }],
    [86_399_999, { unit: 'hours', count: 23 }],
    [3_600_000, { unit: 'hours', count: 1 }],
    [3_599_999, { unit: 'minutes', count: 59 }],
    [1, { unit: 'minutes', count: 1 }],
    [0, { unit: 'over', count: 0 }],
    [-1, { unit: 'over', count: 0 }],
  ])('%d ms before', (milliseconds, expected) => {
    expect(left(milliseconds)).toEqual(expected);
  });
});

it('says which day ends at a midnight, and nothing at any other time', () => {
  expect(dayEndingAt(midnight)).toBe('2026-11-28');
  expect(dayEndingAt(justBefore)).toBeNull();
});

it('groups numbers for the eye without losing a character or a leading zero (R-319)', () => {
  expect(groupCharacters('1234ABCD')).toEqual(['1234', 'ABCD']);
  expect(groupCharacters('ABCDE12345')).toEqual(['ABCDE', '12345']);
  expect(groupCharacters('123456')).toEqual(['123', '456']);
  expect(groupCharacters('0123456789012')).toEqual(['0123', '4567', '89012']);
  expect(groupCharacters('7')).toEqual(['7']);
  expect(groupCharacters('12345678901').join('')).toBe('12345678901');
});
