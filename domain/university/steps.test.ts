import { minutesOf, stepsOf } from './steps.ts';
import type { StepMinutes } from './steps.ts';

const stepMinutes: StepMinutes = {
  registration: 3,
  secondPassword: 1,
  order: 2,
  store: 4,
  application: 5,
  approvalDays: 2,
};
const ids = (steps: { id: string }[]) => steps.map(({ id }) => id);

describe('the chart of steps', () => {
  it('of students has the mail address first, then what every certificate takes (R-025)', () => {
    const steps = stepsOf('student', {
      stepMinutes,
      secondPassword: { student: false, graduate: true },
    });
    expect(ids(steps.first)).toEqual(['registration']);
    expect(ids(steps.always)).toEqual(['order', 'store']);
    expect(minutesOf([...steps.first, ...steps.always])).toBe(9);
  });

  it('has the second password only where students have one (R-025, R-053)', () => {
    const { first } = stepsOf('student', {
      stepMinutes,
      secondPassword: { student: true, graduate: false },
    });
    expect(ids(first)).toEqual(['registration', 'second_password']);
  });

  it('of graduates begins with the application and days of waiting, in the university’s own estimates (R-024)', () => {
    const { first, always } = stepsOf('graduate', {
      stepMinutes,
      secondPassword: { student: false, graduate: true },
    });
    expect(first.map(({ id, duration }) => [id, duration.count, duration.unit])).toEqual([
      ['application', 5, 'minutes'],
      ['approval', 2, 'days'],
      ['passwords', 1, 'minutes'],
    ]);
    expect(minutesOf(first)).toBe(6);
    expect(ids(always)).toEqual(['order', 'store']);
  });
});
