import { frozenUntil, mayObject, objectionEndsAt } from './objection.ts';

const requestedAt = new Date('2026-11-21T06:00:00.000Z');

describe('an objection to a change of the mail address (X-30)', () => {
  it('can be made for as many days as the university says, to the millisecond', () => {
    const end = objectionEndsAt(requestedAt, 7);
    expect(end.toISOString()).toBe('2026-11-28T06:00:00.000Z');
    expect(mayObject(requestedAt, 7, new Date(end.getTime() - 1))).toBe(true);
    expect(mayObject(requestedAt, 7, end)).toBe(false);
  });

  it('forbids another change for the same number of days from its own instant', () => {
    expect(frozenUntil(requestedAt, 3).toISOString()).toBe('2026-11-24T06:00:00.000Z');
  });
});
