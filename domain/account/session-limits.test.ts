import {
  canBeProlonged,
  endOf,
  isSessionEnd,
  markedEvery,
  warningSeconds,
} from './session-limits.ts';

describe('the limits of a session (R-132)', () => {
  it.each([
    [30 * 60, 120],
    [15 * 60, 120],
    [240, 120],
    [239, 119],
    [10, 5],
  ])('of %i idle seconds warn %i seconds before the end', (idle, warning) => {
    expect(warningSeconds(idle)).toBe(warning);
  });

  it.each([
    [30 * 60, 60_000],
    [600, 60_000],
    [100, 10_000],
    [5, 500],
  ])('of %i idle seconds are marked every %i ms, well before the warning', (idle, every) => {
    expect(markedEvery(idle)).toBe(every);
    expect(every / 1000).toBeLessThan(idle - warningSeconds(idle));
  });

  it('end at whichever comes first, and only idleness can be put off', () => {
    expect(endOf({ idleEndsAt: 5, longestEndsAt: 9 })).toBe(5);
    expect(canBeProlonged({ idleEndsAt: 5, longestEndsAt: 9 })).toBe(true);
    expect(endOf({ idleEndsAt: 9, longestEndsAt: 9 })).toBe(9);
    expect(canBeProlonged({ idleEndsAt: 9, longestEndsAt: 9 })).toBe(false);
    expect(endOf({ idleEndsAt: 12, longestEndsAt: 9 })).toBe(9);
  });

  it.each([
    ['idle', true],
    ['single_logout', true],
    ['', false],
    [null, false],
    ['toString', false],
  ])('know %j as a reason: %s', (text, isOne) => expect(isSessionEnd(text)).toBe(isOne));
});
