import { deadlineOverHalts, haltAgainst, haltsToTell } from './halts.ts';
import type { HaltKind, HaltRules, HaltSetting } from './halts.ts';

const reason = { ja: '設備の点検のため', en: 'Inspection of equipment' };
const rules: HaltRules = {
  announcedDaysBefore: 14,
  lastStartMinutesBefore: 30,
  extendDeadlines: true,
};

/** Instants are written as clocks in Japan show them. */
const at = (moment: string) => new Date(`${moment}:00.000+09:00`);
const before = (moment: string) => new Date(at(moment).getTime() - 1);

function halt(
  from: string,
  to: string,
  what: HaltKind = 'all',
  announcedFrom?: string,
): HaltSetting {
  return {
    from: at(from).toISOString(),
    to: at(to).toISOString(),
    what,
    reason,
    ...(announcedFrom === undefined ? {} : { announcedFrom: at(announcedFrom).toISOString() }),
  };
}

const settings = (...halts: HaltSetting[]) => ({ halts, haltRules: rules });

describe('what people are told of (R-009, R-010, R-011)', () => {
  const night = settings(halt('2026-12-06T01:00', '2026-12-06T05:00', 'payment'));

  it.each([
    ['a moment before it is announced', before('2026-11-22T01:00'), null],
    ['from fourteen days before on', at('2026-11-22T01:00'), false],
    ['until it begins', before('2026-12-06T01:00'), false],
    ['from its first moment on', at('2026-12-06T01:00'), true],
    ['to its last moment', before('2026-12-06T05:00'), true],
    ['at its end it is over', at('2026-12-06T05:00'), null],
  ])('%s', (_when, now, isInForce) => {
    expect(haltsToTell(night, now).map((told) => told.isInForce)).toEqual(
      isInForce === null ? [] : [isInForce],
    );
  });

  it('a university may announce one earlier or later than usual', () => {
    const early = settings(halt('2026-12-28T00:00', '2027-01-04T09:00', 'all', '2026-11-16T00:00'));
    expect(haltsToTell(early, before('2026-11-16T00:00'))).toEqual([]);
    expect(haltsToTell(early, at('2026-11-16T00:00'))).toHaveLength(1);
  });

  it('the next comes first, with its kind, its time and its reason', () => {
    const two = settings(
      halt('2026-12-10T00:00', '2026-12-11T00:00', 'printing'),
      halt('2026-12-01T00:00', '2026-12-02T00:00'),
    );
    const told = haltsToTell(two, at('2026-11-30T00:00'));
    expect(told.map(({ what }) => what)).toEqual(['all', 'printing']);
    expect(told[0]).toMatchObject({
      from: at('2026-12-01T00:00'),
      to: at('2026-12-02T00:00'),
      reason,
    });
  });
});

describe('what may begin (R-011, R-294)', () => {
  const soon = settings(halt('2026-12-06T01:00', '2026-12-06T05:00', 'payment'));

  it.each([
    ['while there is time left to finish', before('2026-12-06T00:30'), false],
    ['not in the last half hour before the halt', at('2026-12-06T00:30'), true],
    ['not while it lasts', before('2026-12-06T05:00'), true],
    ['from its end on', at('2026-12-06T05:00'), false],
  ])('a payment: %s', (_when, now, isRefused) => {
    expect(haltAgainst('payment', soon, now) !== null).toBe(isRefused);
  });

  it.each<[HaltKind, boolean, boolean]>([
    ['all', true, true],
    ['payment', true, false],
    ['printing', false, true],
  ])('a halt of %s stops payments: %s, printing: %s', (what, payment, printing) => {
    const now = at('2026-12-06T02:00');
    const halted = settings(halt('2026-12-06T01:00', '2026-12-06T05:00', what));
    expect(haltAgainst('payment', halted, now) !== null).toBe(payment);
    expect(haltAgainst('printing', halted, now) !== null).toBe(printing);
  });

  it('of several halts the one that ends last is named', () => {
    const several = settings(
      halt('2026-12-06T01:00', '2026-12-06T05:00'),
      halt('2026-12-05T00:00', '2026-12-08T00:00', 'payment'),
    );
    expect(haltAgainst('payment', several, at('2026-12-06T02:00'))?.to).toEqual(
      at('2026-12-08T00:00'),
    );
  });
});

describe('deadlines over halts (R-012, X-14)', () => {
  const week = { from: at('2026-12-01T10:00'), to: at('2026-12-09T00:00') };
  const extended = (...halts: HaltSetting[]) =>
    deadlineOverHalts(week, ['payment'], settings(...halts));

  it('stay as they are without a halt in their time', () => {
    expect(extended()).toEqual(week.to);
    expect(extended(halt('2026-11-30T00:00', '2026-12-01T10:00'))).toEqual(week.to);
    expect(extended(halt('2026-12-09T00:00', '2026-12-10T00:00'))).toEqual(week.to);
    expect(extended(halt('2026-12-03T00:00', '2026-12-04T00:00', 'printing'))).toEqual(week.to);
  });

  it('are later by the time that a halt takes', () => {
    expect(extended(halt('2026-12-03T01:00', '2026-12-03T05:00'))).toEqual(at('2026-12-09T04:00'));
    expect(extended(halt('2026-11-30T00:00', '2026-12-01T12:00', 'payment'))).toEqual(
      at('2026-12-09T02:00'),
    );
  });

  it('leave at least until the next noon after the halt', () => {
    expect(extended(halt('2026-12-08T23:30', '2026-12-09T03:00'))).toEqual(at('2026-12-09T12:00'));
    expect(extended(halt('2026-12-08T23:30', '2026-12-09T12:00'))).toEqual(at('2026-12-10T12:00'));
    expect(extended(halt('2026-12-08T11:00', '2026-12-09T11:00'))).toEqual(at('2026-12-10T00:00'));
  });

  it('count time that two halts share once, and a halt that the extension reaches as well', () => {
    expect(
      extended(
        halt('2026-12-03T00:00', '2026-12-05T00:00'),
        halt('2026-12-04T00:00', '2026-12-06T00:00', 'payment'),
        halt('2026-12-03T06:00', '2026-12-03T12:00'),
      ),
    ).toEqual(at('2026-12-12T00:00'));
    expect(
      extended(
        halt('2026-12-05T00:00', '2026-12-06T00:00'),
        halt('2026-12-09T12:00', '2026-12-10T12:00'),
      ),
    ).toEqual(at('2026-12-11T12:00'));
  });

  it('do not move where a university does not extend them', () => {
    const strict = {
      halts: [halt('2026-12-03T01:00', '2026-12-03T05:00')],
      haltRules: { ...rules, extendDeadlines: false },
    };
    expect(deadlineOverHalts(week, ['payment'], strict)).toEqual(week.to);
  });
});
