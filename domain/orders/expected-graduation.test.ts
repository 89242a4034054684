import { expectedGraduation } from './expected-graduation.ts';

const student = { programme: 'undergraduate', year: 4, enrolledOn: '2023-04-01' } as const;

describe('when somebody is expected to finish (R-167)', () => {
  it.each([
    ['2026-11-21', 4, 'undergraduate', '2023-04-01', '2027-3'],
    ['2027-03-31', 4, 'undergraduate', '2023-04-01', '2027-3'],
    ['2027-04-01', 4, 'undergraduate', '2023-04-01', '2028-3'],
    ['2026-11-21', 3, 'undergraduate', '2024-04-01', '2028-3'],
    ['2026-11-21', 6, 'undergraduate', '2020-04-01', '2027-3'],
    ['2026-11-21', 1, 'master', '2026-04-01', '2028-3'],
    ['2026-11-21', 3, 'doctoral', '2023-10-01', '2027-9'],
    ['2026-09-30', 3, 'doctoral', '2023-10-01', '2026-9'],
  ] as const)(
    'on %s in year %i of the %s programme begun %s: %s',
    (on, year, programme, enrolledOn, expected) => {
      const at = expectedGraduation({ programme, year, enrolledOn }, on);
      expect(`${at.year}-${at.month}`).toBe(expected);
    },
  );

  it('is nothing to expect of somebody who has left', () => {
    expect(() => expectedGraduation({ ...student, year: null }, '2026-11-21')).toThrow(RangeError);
  });
});
