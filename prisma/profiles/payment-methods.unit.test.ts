import { placesToPay } from '../../domain/orders/slip.ts';
import type { SlipNumber } from '../../domain/orders/slip.ts';
import { UNIVERSITIES } from './index.ts';

const methodsOf = (university: string) => {
  const found = UNIVERSITIES.filter(({ code }) => code === university).at(-1);
  if (!found) throw new Error(`no such university: ${university}`);
  return found.profile.certificate.paymentMethods;
};
const offeredBy = (university: string) =>
  methodsOf(university)
    .filter(({ isOffered }) => isOffered)
    .map(({ code, provider, way }) => `${code} ${provider} ${way}`);

it.each([
  ['aomine', ['card paypal page']],
  ['rakuo', ['card paypal page', 'convenience_store smart-pit slip']],
  ['saikai', ['card paypal page', 'convenience_store smart-pit slip']],
  ['mukono', ['convenience_store sbps page_slip', 'pay_easy sbps page_slip']],
])('%s takes what its settings say (R-193, R-199, R-203)', (university, offered) => {
  expect(offeredBy(university)).toEqual(offered);
});

it('knows transport IC cards, with a deadline, and offers them nowhere (R-197, X-11)', () => {
  const [rakuo] = methodsOf('rakuo').filter(({ code }) => code === 'transport_ic');
  expect(rakuo).toMatchObject({ isOffered: false, provider: 'smart-pit', deadline: { days: 7 } });
});

it('gives every way to pay at a store seven days, and every page of a provider minutes (R-192, R-198, R-202)', () => {
  for (const { profile } of UNIVERSITIES) {
    for (const { way, deadline } of profile.certificate.paymentMethods) {
      expect(deadline).toEqual(
        way === 'page' ? { minutes: 180 } : { days: 7, countFirstDay: false, cut: '00:00' },
      );
    }
  }
});

it('announces the PayPal account before one chooses, in both languages (R-191)', () => {
  const [card] = methodsOf('rakuo');
  expect(card?.description.ja).toContain('PayPalの個人アカウントが必要です');
  expect(card?.description.en).toContain('You need a personal PayPal account');
});

it('explains Smart Pit for FamilyMart and Lawson, each with its own machine, and says that 7-Eleven does not take it (R-194, R-195)', () => {
  const [cash] = methodsOf('rakuo').filter(({ code }) => code === 'convenience_store');
  expect(cash?.instructions.map(({ store }) => store.en)).toEqual(['FamilyMart', 'Lawson']);
  expect(cash?.instructions.map(({ steps }) => steps[0]?.ja)).toEqual([
    expect.stringContaining('マルチコピー機'),
    expect.stringContaining('Loppi'),
  ]);
  for (const { steps } of cash?.instructions ?? []) {
    expect(steps.map(({ ja }) => ja).join()).toMatch(/申込券.*レジ/);
  }
  expect(cash?.description).toMatchObject({
    ja: expect.stringContaining('セブン-イレブンでは支払えません'),
    en: expect.stringContaining('You cannot pay at 7-Eleven'),
  });
});

it('sends nobody to a store that refuses the number: each slip names its own places (R-195, R-206)', () => {
  const [store, bank] = methodsOf('mukono');
  const places = (method: typeof store, ...kinds: SlipNumber['kind'][]) =>
    placesToPay(
      method?.instructions ?? [],
      kinds.map((kind) => ({ kind, value: '0' })),
    ).map((place) => place.store.en);
  expect(places(store)).toEqual(['7-Eleven', 'FamilyMart', 'Lawson']);
  expect(places(store, 'seven_eleven')).toEqual(['7-Eleven']);
  expect(places(store, 'receipt', 'confirmation')).toEqual(['FamilyMart', 'Lawson']);
  expect(places(bank, 'collector', 'customer', 'confirmation')).toHaveLength(2);
  const [cash] = methodsOf('rakuo').filter(({ provider }) => provider === 'smart-pit');
  expect(places(cash, 'smart_pit')).toEqual(['FamilyMart', 'Lawson']);
});
