import type { UniversityProfile } from '../university/profile.ts';
import { catalogueFor, STATUSES_OF } from './availability.ts';
import type { OrderingAffiliation } from './availability.ts';
import { checkDraft, newDraft, readDraft, withItemsOf } from './draft.ts';
import type { DraftAffiliation, DraftItem } from './draft.ts';
import { readCopies } from './copies.ts';

const on = '2026-11-21';
const enrolled: DraftAffiliation = {
  id: 'present',
  status: 'student',
  isHeld: false,
  courseCount: 40,
  programme: 'undergraduate',
  year: 3,
};
const former: DraftAffiliation = { ...enrolled, id: 'former', status: 'graduate', year: null };
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
      requires: [],
      maxCopies: 10,
    },
    {
      code: 'transcript',
      name: text,
      description: text,
      languages: ['ja', 'en'],
      eligible: ['student', 'graduate'],
      requires: ['courses'],
      maxCopies: 5,
    },
    {
      code: 'expected_graduation',
      name: text,
      description: text,
      languages: ['en'],
      eligible: ['student'],
      requires: ['last_year'],
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
  it('offers every certificate in every language to an enrolled student in the last year (R-170)', () => {
    expect(names({ ...enrolled, year: 4 })).toEqual({
      offers: [
        'enrolment-ja 400',
        'enrolment-en 400',
        'transcript-ja 400',
        'transcript-en 400',
        'expected_graduation-en 400',
      ],
      unavailable: [],
    });
  });

  it('follows the affiliation, not the account: a former programme has its own list and fee (X-01)', () => {
    expect(names(former)).toEqual({
      offers: ['transcript-ja 500', 'transcript-en 500'],
      unavailable: ['enrolment not_eligible', 'expected_graduation not_eligible'],
    });
  });

  it('offers nothing while the university withholds certificates', () => {
    expect(names({ ...enrolled, isHeld: true })).toEqual({
      offers: [],
      unavailable: ['enrolment hold', 'transcript hold', 'expected_graduation hold'],
    });
  });

  it('does not sell a transcript without any course on record', () => {
    expect(names({ ...enrolled, courseCount: 0 }).unavailable).toContain('transcript no_records');
  });

  it.each([
    ['undergraduate', 3, false],
    ['undergraduate', 4, true],
    ['undergraduate', 5, true],
    ['master', 1, false],
    ['master', 2, true],
    ['doctoral', 2, false],
    ['doctoral', 3, true],
    ['undergraduate', null, false],
  ] as const)('vouches for a graduation to come, %s year %s: %s', (programme, year, isVouched) => {
    const { unavailable } = names({ ...enrolled, programme, year });
    expect(unavailable.includes('expected_graduation too_early')).toBe(!isVouched);
  });

  it('does not sell what has no fee on the day', () => {
    const { unavailable } = catalogueFor(certificate, enrolled, 'convenience_store', '2023-12-31');
    expect(unavailable.map(({ reason }) => reason)).toEqual(['no_fee', 'no_fee', 'too_early']);
  });
});

describe('a draft judged by what is in force now', () => {
  const item = (
    kind: string,
    language: 'ja' | 'en',
    copies: number,
    affiliationId = 'present',
  ): DraftItem => ({ affiliationId, kind, language, copies });
  const check = (items: DraftItem[], affiliations: DraftAffiliation[] = [enrolled, former]) =>
    checkDraft(certificate, affiliations, { destination: 'convenience_store', items }, on);

  it('is priced: issue fee times copies, system fee once an order (R-171, X-02)', () => {
    expect(check([item('enrolment', 'ja', 2), item('transcript', 'en', 1)])).toMatchObject({
      ok: true,
      price: { issueFeeYen: 1200, systemFeeYen: 100, totalYen: 1300 },
    });
  });

  it('has several student numbers, each at the price of its own status (R-162, R-164, X-01)', () => {
    const items = [item('transcript', 'ja', 1), item('transcript', 'ja', 2, 'former')];
    expect(check(items)).toMatchObject({
      ok: true,
      price: {
        lines: [{ feeYen: 400 }, { feeYen: 1000 }],
        issueFeeYen: 1400,
        systemFeeYen: 100,
        totalYen: 1500,
      },
    });
  });

  it.each([
    ['nothing chosen', [], ['empty']],
    ['a kind the catalogue does not know', [item('diploma', 'ja', 1)], ['not_eligible']],
    ['a kind of another status', [item('enrolment', 'ja', 1, 'former')], ['not_eligible']],
    ['a student number of somebody else', [item('transcript', 'ja', 1, 'other')], ['number_gone']],
    ['more copies than the kind allows', [item('transcript', 'ja', 6)], ['too_many_of_kind']],
    [
      'more copies than an order holds, over all student numbers',
      [
        item('enrolment', 'ja', 8),
        item('transcript', 'ja', 3),
        item('transcript', 'ja', 2, 'former'),
      ],
      ['too_many_in_order'],
    ],
  ] as const)('is refused: %s (R-167, R-169)', (_, items, reasons) => {
    const checked = check([...items]);
    expect(
      checked.ok || checked.problems.map((each) => ('reason' in each ? each.reason : each.code)),
    ).toEqual(reasons);
  });

  it('is refused for a number that is withheld since it was chosen, and says which certificate', () => {
    const items = [item('enrolment', 'ja', 1), item('transcript', 'ja', 1, 'former')];
    expect(check(items, [enrolled, { ...former, isHeld: true }])).toEqual({
      ok: false,
      problems: [{ code: 'unavailable', item: items[1], reason: 'hold' }],
    });
  });

  it('keeps what was chosen for one number while another is chosen for (R-162)', () => {
    const first = withItemsOf(newDraft('convenience_store'), 'present', [
      { kind: 'enrolment', language: 'ja', copies: 1 },
    ]);
    const both = withItemsOf(first, 'former', [{ kind: 'transcript', language: 'en', copies: 2 }]);
    expect(both).toMatchObject({
      affiliationId: 'former',
      items: [item('enrolment', 'ja', 1), item('transcript', 'en', 2, 'former')],
    });
    const more = withItemsOf(both, 'present', [{ kind: 'enrolment', language: 'en', copies: 3 }]);
    expect(more.items.map(({ affiliationId }) => affiliationId)).toEqual(['present', 'former']);
    expect(withItemsOf(both, 'present', []).items).toEqual([item('transcript', 'en', 2, 'former')]);
  });
});

describe('a draft as it lies in the database', () => {
  it('is read as it was written', () => {
    const draft = {
      ...withItemsOf(newDraft('campus_machine'), 'present', [
        { kind: 'enrolment', language: 'ja', copies: 1 },
      ]),
      paymentMethod: 'card',
    };
    expect(readDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
  });

  it('of before there were several numbers in an order belongs to the number that was chosen', () => {
    const stored = {
      destination: 'convenience_store',
      affiliationId: 'a',
      items: [{ kind: 'enrolment', language: 'ja', copies: 2 }],
    };
    expect(readDraft(stored)).toEqual({
      destination: 'convenience_store',
      affiliationId: 'a',
      items: [{ affiliationId: 'a', kind: 'enrolment', language: 'ja', copies: 2 }],
      paymentMethod: null,
    });
    expect(readDraft({ ...stored, affiliationId: null }).items).toEqual([]);
  });

  it('loses what makes no sense, and has each certificate once', () => {
    const good = { affiliationId: 'a', kind: 'enrolment', language: 'ja', copies: 1 };
    const bad = [
      { ...good, copies: 0 },
      { ...good, copies: -1 },
      { ...good, copies: 1.5 },
      { ...good, copies: '1' },
      { ...good, language: 'fr' },
      { ...good, kind: null },
      null,
    ];
    expect(readDraft({ items: [good, ...bad, good] }).items).toEqual([{ ...good, copies: 2 }]);
    for (const stored of [null, undefined, 'text', { items: 'none', destination: 'moon' }]) {
      expect(readDraft(stored)).toEqual(newDraft('convenience_store'));
    }
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
