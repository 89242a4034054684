import { isInTime } from './deadline.ts';

it.each([
  ['one millisecond before the deadline', -1, true],
  ['at the deadline itself', 0, false],
  ['one millisecond after it', 1, false],
])('%s: half-open (R-219, I9, I10)', (_when, offset, expected) => {
  const deadline = Date.parse('2026-11-28T15:00:00.000Z');
  expect(isInTime(deadline + offset, deadline)).toBe(expected);
  expect(isInTime(new Date(deadline + offset), new Date(deadline))).toBe(expected);
});
