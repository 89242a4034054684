import type { UniversityProfile } from '../university/profile.ts';
import { catalogueFor, STATUSES_OF } from './availability.ts';
import type { OrderingAffiliation } from './availability.ts';
import { checkDraft } from './draft.ts';
import type { DraftData } from './draft.ts';
import { readCopies } from './copies.ts';

const on = '2026-11-21';
const enrolled: OrderingAffiliation = { status: 'student', isHeld: false, courseCount: 40 };
const anyFee = {
  affiliationStatus: null,
  certificateKind: null,
  language: null,
  destination: null,
  validFrom: '2024-01-01',
  validTo: null,
};
const text = { ja: '名', en: 'name' };
const certificate = {
  kinds: [
    {
      code: 'enrolment',
      name: text,
      description: text,
      languages: ['ja', 'en'],
      eligible: ['student'],
      maxCopies: 10,
    },
    {
      code: 'transcript',
      name: text,
      description: text,
      languages: ['ja', 'en'],
      eligible: ['student', 'graduate'],
      maxCopies: 5,
    },
  ],
  issueFees: [
    { ...anyFee, yen: 400 },
    { ...anyFee, affiliationStatus: 'graduate', yen: 500 },
  ],
  systemFees: [{ per: 'order', yen: 100, validFrom: '2024-01-01', validTo: null }],
  maxCopiesAnOrder: 12,
} as unknown as UniversityProfile['certificate'];

const names = (affiliation: OrderingAffiliation) => {
  const { offers, unavailable } = catalogueFor(certificate, affiliation, 'convenience_store', on);
  return {
    offers: offers.map((offer) => `${offer.kind.code}-${offer.language} ${offer.unitFeeYen}`),
    unavailable: unavailable.map(({ kind, reason }) => `${kind.code} ${reason}`),
  };
};

describe('types of users', () => {
  it('share no status, so that each price is told to the right people', () => {
    const { student, graduate } = STATUSES_OF;
    expect(student.filter((status) => graduate.includes(status))).toEqual([]);
    expect(student).toContain('student');
    expect(graduate).toContain('withdrawn');
  });
});

describe('what may be ordered (R-164, R-167)', () => {
  it('offers every certificate in every language to an enrolled student', () => {
    expect(names(enrolled)).toEqual({
      offers: ['enrolment-ja 400', 'enrolment-en 400', 'transcript-ja 400', 'transcript-en 400'],
      unavailable: [],
    });
  });

  it('follows the affiliation, not the account: a former programme has its own list and fee', () => {
    expect(names({ ...enrolled, status: 'graduate' })).toEqual({
      offers: ['transcript-ja 500', 'transcript-en 500'],
      unavailable: ['enrolment not_eligible'],
    });
  });

  it('offers nothing while the university withholds certificates', () => {
    expect(names({ ...enrolled, isHeld: true })).toEqual({
      offers: [],
      unavailable: ['enrolment hold', 'transcript hold'],
    });
  });

  it('does not sell a transcript without any course on record', () => {
    expect(names({ ...enrolled, courseCount: 0 }).unavailable).toEqual(['transcript no_records']);
  });

  it('does not sell what has no fee on the day', () => {
    const { unavailable } = catalogueFor(certificate, enrolled, 'convenience_store', '2023-12-31');
    expect(unavailable.map(({ reason }) => reason)).toEqual(['no_fee', 'no_fee']);
  });
});

describe('a draft judged by what is in force now', () => {
  const draft = (items: DraftData['items']): DraftData => ({
    destination: 'convenience_store',
    affiliationId: 'a',
    items,
  });
  const check = (items: DraftData['items'], affiliation = enrolled) =>
    checkDraft(certificate, affiliation, draft(items), on);

  it('is priced: issue fee times copies, system fee once an order (R-171, X-02)', () => {
    const checked = check([
      { kind: 'enrolment', language: 'ja', copies: 2 },
      { kind: 'transcript', language: 'en', copies: 1 },
    ]);
    expect(checked).toMatchObject({
      ok: true,
      price: { issueFeeYen: 1200, systemFeeYen: 100, totalYen: 1300 },
    });
  });

  it.each([
    ['nothing chosen', [], enrolled, ['empty']],
    [
      'withheld since it was chosen',
      [{ kind: 'enrolment', language: 'ja', copies: 1 }],
      { ...enrolled, isHeld: true },
      ['unavailable'],
    ],
    [
      'a kind the catalogue does not know',
      [{ kind: 'diploma', language: 'ja', copies: 1 }],
      enrolled,
      ['unavailable'],
    ],
    [
      'more copies than the kind allows',
      [{ kind: 'transcript', language: 'ja', copies: 6 }],
      enrolled,
      ['too_many_of_kind'],
    ],
    [
      'more copies than an order holds',
      [
        { kind: 'enrolment', language: 'ja', copies: 10 },
        { kind: 'transcript', language: 'ja', copies: 3 },
      ],
      enrolled,
      ['too_many_in_order'],
    ],
  ] as const)('is refused: %s', (_, items, affiliation, codes) => {
    const checked = check([...items], affiliation);
    expect(checked.ok ? [] : checked.problems.map(({ code }) => code)).toEqual(codes);
  });
});

describe('copies as people type them (R-168, R-169)', () => {
  it.each([
    ['', 0],
    ['0', 0],
    ['2', 2],
    ['２', 2],
    [' ３ 部', 3],
    ['10', 10],
    ['+1', 1],
    ['007', 7],
  ])('%j is %i', (typed, copies) => {
    expect(readCopies(typed, 10)).toEqual({ ok: true, copies });
  });

  it.each([
    ['-1', 'negative'],
    ['−1', 'negative'],
    ['－１', 'negative'],
    ['1.5', 'not_whole'],
    ['１．５', 'not_whole'],
    ['two', 'not_whole'],
    ['1,000', 'not_whole'],
    ['11', 'too_many'],
    ['1e9', 'too_many'],
    ['1000000000', 'too_many'],
    ['9'.repeat(400), 'too_many'],
  ])('%j is refused as %s', (typed, problem) => {
    expect(readCopies(typed, 10)).toEqual({ ok: false, problem });
  });
});
