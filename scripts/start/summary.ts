import { UNIVERSITIES } from '../../prisma/profiles/index.ts';
import { mukono } from '../../prisma/profiles/mukono.ts';
import { rakuo } from '../../prisma/profiles/rakuo.ts';
import { mukonoPassword, wellKnownAtMukono } from '../../prisma/sample-data/mukono-people.ts';
import { rakuoPassword, wellKnownAtRakuo } from '../../prisma/sample-data/rakuo-people.ts';
import { wellKnown, wellKnownPassword } from '../../prisma/sample-data/well-known.ts';
import { SAMPLE_STAFF } from './sample-staff.ts';

export interface Addresses {
  portal: string;
  /** Undefined where the part was not started here. */
  temporalUi?: string;
  town?: string;
}

/** Lines that tell where everything is and who may sign in. */
export function summary({ portal, temporalUi, town }: Addresses): string[] {
  const rows: [string, string][] = [
    ['All universities', portal],
    ...UNIVERSITIES.map(({ code, profile }): [string, string] => [
      `${profile.name.ja} / ${profile.name.en}`,
      `${portal}/${code}`,
    ]),
    ...(temporalUi ? [['Temporal Web UI', temporalUi] as [string, string]] : []),
    ...(town
      ? ([
          ['Town: everything outside', town],
          ['Mailbox', `${town}/mailbox`],
          ['Cash register in the store', `${town}/cash-register`],
          ['Copier in the store', `${town}/copier`],
        ] as [string, string][])
      : []),
  ];
  const accounts: [string, string][] = Object.entries(wellKnown).map(([situation, userId]) => [
    userId,
    SITUATIONS[situation as keyof typeof wellKnown],
  ]);
  return [
    '',
    ...columns(rows),
    '',
    `Sample accounts of ${UNIVERSITIES[0]?.profile.name.en ?? ''} (password of all: ${wellKnownPassword})`,
    ...columns(accounts),
    '',
    `At the identity provider of ${rakuo.name.en} (password of all: ${rakuoPassword})`,
    ...columns(
      Object.entries(wellKnownAtRakuo).map(([situation, userId]) => [
        userId,
        AT_RAKUO[situation as keyof typeof wellKnownAtRakuo],
      ]),
    ),
    '',
    `Sample accounts of ${mukono.name.en} (password of both: ${mukonoPassword}; no second password is set yet)`,
    ...columns(
      Object.entries(wellKnownAtMukono).map(([situation, userId]) => [
        userId,
        AT_MUKONO[situation as keyof typeof wellKnownAtMukono],
      ]),
    ),
    '',
    `Staff (password of all: ${SAMPLE_STAFF.password}, key for an authenticator app: ${SAMPLE_STAFF.totpKey})`,
    ...columns(
      UNIVERSITIES.map(({ code }): [string, string] => [
        SAMPLE_STAFF.addressOf(code),
        `${portal}/${code}/staff`,
      ]),
    ),
    '',
    'Ctrl-C stops everything; what was entered is kept.',
  ];
}

const SITUATIONS: Record<keyof typeof wellKnown, string> = {
  ordinary: 'an ordinary student: start with this one',
  twoNumbers: 'two student numbers: graduated here, now in the graduate school',
  hold: 'certificates are withheld (tuition fee)',
  difficultName: 'a name with rare characters that can be printed',
  missingGlyph: 'a name with a form that no font has: staff must act',
  singleName: 'a single name',
  fourPartName: 'a foreign name of four parts',
  longName: 'a very long name',
  noCourses: 'first year, no grades yet',
  nonDegree: 'attends single courses, no degree',
  cameBack: 'withdrew once, studies again: two student numbers',
  removedOnce: 'was removed from the register once, studies again',
  doctorByDissertation: 'doctor by dissertation, attends single courses now',
};

const AT_RAKUO: Record<keyof typeof wellKnownAtRakuo, string> = {
  ordinary: 'an ordinary student',
  twoNumbers: 'two student numbers',
  noRecord: 'no record of study has arrived here',
  mixedRecords: 'the provider names numbers of two people by mistake',
  staff: 'works in the education office',
};

const AT_MUKONO: Record<keyof typeof wellKnownAtMukono, string> = {
  ordinary: 'an ordinary student',
  fromAbroad: 'first year, reads English',
};

function columns(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => widthOf(left)));
  return rows.map(([left, right]) => `  ${left}${' '.repeat(width - widthOf(left) + 2)}${right}`);
}

/** Columns of a terminal: Japanese characters take two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > '\u{2e7f}' ? 2 : 1), 0);
}
