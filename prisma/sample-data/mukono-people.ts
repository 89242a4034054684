import { disciplines } from './courses.ts';
import type { SamplePerson } from './sample-person.ts';
import { undergraduate } from './well-known.ts';

/** Password of all accounts below in 武庫野女子大学's directory. Sample data is for development: nobody real has it. */
export const mukonoPassword = 'mukono-2026';

/** User IDs of people at 武庫野女子大学 who are the same for every seed. */
export const wellKnownAtMukono = {
  /** 潮田 美月: third year, nothing unusual. */
  ordinary: 'm2401001',
  /** 王 梓涵: first year, reads English. */
  fromAbroad: 'm2601002',
} as const;

const common = { universityCode: 'mukono', password: mukonoPassword, isPrintable: true } as const;

/** @returns the people of `wellKnownAtMukono`; nobody has signed in before, so nobody has a second password yet */
export function mukonoPeople(): SamplePerson[] {
  return [
    {
      ...common,
      userId: wellKnownAtMukono.ordinary,
      nameJa: '潮田　美月',
      nameKana: 'シオタ　ミヅキ',
      nameRoman: 'SHIOTA Mizuki',
      birthDate: '2005-11-03',
      affiliations: [undergraduate(disciplines.letters, '24L1001', 2024)],
    },
    {
      ...common,
      userId: wellKnownAtMukono.fromAbroad,
      nameJa: '王　梓涵',
      nameKana: 'オウ　シカン',
      nameRoman: 'WANG Zihan',
      birthDate: '2007-02-17',
      affiliations: [undergraduate(disciplines.education, '26K1002', 2026)],
    },
  ];
}
