import type { CivilDate } from '../time/tokyo.ts';

/** The years that the law sets for each programme; whoever needs longer stays in the last one. */
const YEARS_OF = { undergraduate: 4, master: 2, doctoral: 3, professional: 2 } as const;

export type Programme = keyof typeof YEARS_OF;

/** What decides when somebody is expected to finish. `year`: year of study, null once a person has left. */
export interface StudyUnderWay {
  programme: Programme;
  year: number | null;
  enrolledOn: CivilDate;
}

/**
 * The month at whose end the last year of a programme ends, if no year is repeated: March, or September for those who
 * began in autumn.
 * @param on civil date in Japan on which it is asked
 * @throws RangeError when the person does not study any more
 */
export function expectedGraduation(
  { programme, year, enrolledOn }: StudyUnderWay,
  on: CivilDate,
): { year: number; month: 3 | 9 } {
  if (year === null) throw new RangeError('no graduation to expect: not a student any more');
  const [, beganIn] = parts(enrolledOn);
  const month = beganIn >= 8 && beganIn <= 11 ? 9 : 3;
  const [thisYear, thisMonth] = parts(on);
  const yearEnds = thisMonth <= month ? thisYear : thisYear + 1;
  return { year: yearEnds + Math.max(0, YEARS_OF[programme] - year), month };
}

/** Whether somebody is in the last year that the law sets for the programme, or beyond it. */
export function isInLastYear({ programme, year }: Omit<StudyUnderWay, 'enrolledOn'>): boolean {
  return year !== null && year >= YEARS_OF[programme];
}

function parts(date: CivilDate): [year: number, month: number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
}
