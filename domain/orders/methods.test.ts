import type { PaymentMethod, StoreChain, UniversityProfile } from '../university/profile.ts';
import { methodsFor, networksFor } from './methods.ts';

const text = { ja: '名', en: 'name' };
const method = (code: string, change: Partial<PaymentMethod> = {}): PaymentMethod => ({
  code,
  provider: 'smart-pit',
  way: 'slip',
  providerMethod: null,
  isOffered: true,
  name: text,
  description: text,
  deadline: { days: 7, countFirstDay: false, cut: '00:00' },
  maxYen: 300_000,
  instructions: [],
  ...change,
});
const card = method('card', { way: 'page', deadline: { minutes: 180 }, maxYen: null });
const cash = method('cash');
const off = method('transport_ic', { isOffered: false });

const chain = (
  network: StoreChain['network'],
  destination: StoreChain['destination'] = 'convenience_store',
) => ({ network, destination }) as StoreChain;

const settings = (change: Partial<UniversityProfile['certificate']> = {}) =>
  ({
    halts: [],
    haltRules: { announcedDaysBefore: 14, lastStartMinutesBefore: 30, extendDeadlines: true },
    certificate: {
      paymentMethods: [card, cash, off],
      chains: [chain('netprint'), chain('network-print'), chain('network-print')],
      networksByMethod: {},
      printDeadline: {
        days: 7,
        countFirstDay: false,
        cut: '00:00',
        minHoursAfterPaymentDeadline: 72,
        whenTooShort: 'extend',
      },
      ...change,
    },
  }) as unknown as Parameters<typeof methodsFor>[0];

const order = {
  totalYen: 1_300,
  placedAt: new Date('2026-11-21T06:30:00Z'),
  destination: 'convenience_store',
} as const;

const told = (
  given: ReturnType<typeof settings>,
  asked: Parameters<typeof methodsFor>[1] = order,
) => {
  const { offered, notOffered } = methodsFor(given, asked);
  return {
    offered: offered.map(({ code }) => code),
    notOffered: notOffered.map(({ method: { code }, ...refusal }) => ({ code, ...refusal })),
  };
};

describe('ways to pay', () => {
  it('are those that the university offers; one that is switched off is not spoken of (R-203, X-11)', () => {
    expect(told(settings())).toEqual({ offered: ['card', 'cash'], notOffered: [] });
  });

  it.each([
    [300_000, ['card', 'cash']],
    [300_001, ['card']],
  ])('of %i yen: %j', (totalYen, offered) => {
    const found = told(settings(), { ...order, totalYen });
    expect(found.offered).toEqual(offered);
    if (offered.length === 1) {
      expect(found.notOffered).toEqual([
        { code: 'cash', reason: 'above_maximum', maxYen: 300_000 },
      ]);
    }
  });

  it('that leave too little time for printing are not offered, where the university wants it so (X-13)', () => {
    const { printDeadline } = settings().certificate;
    const strict = settings({
      printDeadline: { ...printDeadline, whenTooShort: 'do_not_offer_method' },
    });
    expect(told(strict)).toEqual({
      offered: ['card'],
      notOffered: [{ code: 'cash', reason: 'too_short_to_print', hours: 72 }],
    });
  });

  it('are not needed where nothing is to be paid (R-188)', () => {
    expect(told(settings(), { ...order, totalYen: 0 })).toEqual({ offered: [], notOffered: [] });
  });
});

describe('print networks', () => {
  it('are all of the destination, once each, whatever the way to pay (X-20)', () => {
    expect(networksFor(settings(), cash, 'convenience_store')).toEqual([
      'netprint',
      'network-print',
    ]);
    const campus = settings({
      chains: [chain('netprint'), chain('campus-printer', 'campus_machine')],
    });
    expect(networksFor(campus, cash, 'campus_machine')).toEqual(['campus-printer']);
    expect(networksFor(campus, null, 'convenience_store')).toEqual(['netprint']);
  });

  it('can be fewer for a way to pay; with none left, it is not offered (X-20)', () => {
    const some = settings({ networksByMethod: { cash: ['network-print'] } });
    expect(networksFor(some, cash, 'convenience_store')).toEqual(['network-print']);
    expect(networksFor(some, card, 'convenience_store')).toEqual(['netprint', 'network-print']);
    const none = settings({ networksByMethod: { cash: ['campus-printer'] } });
    expect(told(none)).toEqual({
      offered: ['card'],
      notOffered: [{ code: 'cash', reason: 'no_network' }],
    });
  });
});
