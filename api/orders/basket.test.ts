import { randomUUID } from 'node:crypto';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import {
  CARD_BY_PAYPAL,
  CASH_BY_SMART_PIT,
  TRANSPORT_IC_BY_SMART_PIT,
} from '../../prisma/profiles/payment-methods.ts';
import { rakuo } from '../../prisma/profiles/rakuo.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import type { Browser, Visited } from '../../tests/support/browse.ts';
import { PLACE, recordPayPal } from '../../tests/support/orders.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';
import { withSettings } from '../../tests/support/settings.ts';

/** Saturday 21 November 2026, 15:30 in Japan. */
const NOW = new Date('2026-11-21T06:30:00Z');
const ENROLMENT = 'Certificate of Enrollment (Japanese)';
const GRADUATION = 'Certificate of Graduation (English)';

let world: TestApp;
let test: TestApp;
/** What the university settles otherwise from now on. */
let change: Partial<UniversityProfile['certificate']> = {};

beforeAll(async () => {
  world = await createTestApp({ paypal: recordPayPal(), clock: () => NOW });
  // 洛央大学's fees and ways to pay, at a university where people sign in by a form.
  const app = withSettings(world, 'aomine', ({ certificate, ...profile }) => ({
    ...profile,
    certificate: {
      ...certificate,
      issueFees: rakuo.certificate.issueFees,
      systemFees: [],
      paymentMethods: [CARD_BY_PAYPAL, CASH_BY_SMART_PIT, TRANSPORT_IC_BY_SMART_PIT],
      ...change,
    },
  }));
  test = { ...world, app };
});
afterAll(() => world.close());
beforeEach(() => {
  change = {};
  test.lives.forget();
});

/** Somebody who graduated here and studies again, with both numbers. */
async function twoNumbers() {
  const numbers = [`26M${randomUUID().slice(0, 4)}`, `022B-${randomUUID().slice(0, 4)}`];
  const student = await enrolStudent(test, { studentNumbers: numbers });
  const [present = '', former = ''] = student.affiliationIds;
  await test.database.prisma.affiliation.update({
    where: { id: former },
    data: { status: 'graduate', year: null, leftOn: '2025-03-24', enrolledOn: '2021-04-01' },
  });
  const person = await signInStudent(test, { student });
  return { ...person, present, former };
}

async function choose(
  browser: Browser,
  page: Visited,
  affiliation: string,
  copies: Record<string, string>,
): Promise<Visited> {
  const certificates = await browser.submit(page, 'Continue to certificates', { affiliation });
  return browser.submit(certificates, 'Continue to check', copies);
}

async function begin(browser: Browser): Promise<Visited> {
  return browser.submit(await browser.visit('/aomine/top'), 'Print at a convenience store');
}

const ordersOf = (accountId: string) =>
  test.database.prisma.order.findMany({
    where: { accountId },
    include: { lines: { orderBy: { position: 'asc' } }, payments: true },
  });

describe('a basket (R-162, R-164, X-01)', () => {
  it('has several student numbers, each at its own price, in one order and one payment (R-162, R-173, R-315, R-176, R-198, X-13, X-20)', async () => {
    const { browser, accountId, present, former } = await twoNumbers();
    const first = await choose(browser, await begin(browser), present, { [ENROLMENT]: '2' });
    const numbers = await browser.follow(first, 'Add certificates of another');
    expect(numbers.text).toContain('already has 2 copies');
    const certificates = await browser.submit(numbers, 'Continue to certificates', {
      affiliation: former,
    });
    expect(certificates.text).toContain('¥500 a copy');
    expect(certificates.$(`label:contains("${ENROLMENT}")`).length).toBe(0);
    const check = await browser.submit(certificates, 'Continue to check', { [GRADUATION]: '1' });
    expect(check.text).toContain('2 copies¥800');
    expect(check.text).toContain('1 copy¥500');
    expect(check.text).toContain('Total¥1,300');
    const [own, old] = check.$('.basket__number').toArray();
    expect(check.$(own).text()).toMatch(/^Student ID number 26M/);
    expect(check.$(old).text()).toMatch(/^Student ID number 022B-/);
    expect(check.text).toContain('About ¥60: 3 sheets');

    const pay = await browser.submit(check, PLACE, { method: 'convenience_store' });
    const [order, ...more] = await ordersOf(accountId);
    expect(more).toEqual([]);
    expect(pay.address).toContain(order?.id);
    expect(order).toMatchObject({
      totalYen: 1300,
      paymentMethod: 'convenience_store',
      printNetworks: ['netprint', 'network-print'],
      paymentDeadline: new Date('2026-11-28T15:00:00Z'),
      printDeadline: new Date('2026-12-01T15:00:00Z'),
      paidAt: null,
    });
    expect(order?.lines).toMatchObject([
      { affiliationId: present, feeYen: 800, pages: 1, frozenAffiliation: { status: 'student' } },
      {
        affiliationId: former,
        feeYen: 500,
        pages: 1,
        frozenAffiliation: { status: 'graduate', leftOn: '2025-03-24', facultyJa: '理学部' },
      },
    ]);
    expect(order?.payments).toMatchObject([
      { provider: 'smart-pit', amountYen: 1300, dueAt: new Date('2026-11-28T15:00:00Z') },
    ]);
  });

  it('is changed number by number, and certificate by certificate (R-168)', async () => {
    const { browser, present, former } = await twoNumbers();
    const first = await choose(browser, await begin(browser), present, { [ENROLMENT]: '2' });
    const numbers = await browser.follow(first, 'Add certificates of another');
    const both = await choose(browser, numbers, former, { [GRADUATION]: '1' });
    const again = await browser.follow(both, 'Change certificates and copies');
    expect(again.$('[name=copies-enrolment-ja]').val()).toBe('2');
    const fewer = await browser.submit(again, 'Continue to check', { [ENROLMENT]: '1' });
    expect(fewer.text).toContain('Total¥900');
    const one = await browser.submit(fewer, 'Remove');
    expect(one.text).toContain('Total¥500');
    expect(one.text).not.toContain(ENROLMENT);
    const none = await browser.submit(one, 'Remove');
    expect(none.heading).toBe('Certificates and copies');
  });

  it('counts the limit of an order over all student numbers (R-169)', async () => {
    const { browser, present, former } = await twoNumbers();
    const first = await choose(browser, await begin(browser), present, {
      [ENROLMENT]: '10',
      'Certificate of Enrollment (English)': '10',
    });
    const numbers = await browser.follow(first, 'Add certificates of another');
    const refused = await choose(browser, numbers, former, { [GRADUATION]: '1' });
    expect([refused.status, refused.text]).toEqual([
      400,
      expect.stringContaining('up to 20 copies in all'),
    ]);
  });

  it('stops when a number is withheld meanwhile, until its certificates are taken out (R-167)', async () => {
    const { browser, present, former } = await twoNumbers();
    const first = await choose(browser, await begin(browser), present, { [ENROLMENT]: '1' });
    const numbers = await browser.follow(first, 'Add certificates of another');
    const check = await choose(browser, numbers, former, { [GRADUATION]: '1' });
    await test.database.prisma.affiliation.update({
      where: { id: former },
      data: { holdReasonJa: '図書未返却', holdReasonEn: 'Library books are due' },
    });
    const stopped = await browser.submit(check, PLACE, { method: 'card' });
    expect(stopped.status).toBe(409);
    expect(stopped.$('.field__error').text()).toContain('Library books are due');
    expect(stopped.text).not.toContain(PLACE);
    const [, row] = stopped.$('.basket form').toArray();
    const remove = stopped.$(row).find('button').attr('value') ?? '';
    const csrf = String(stopped.$('main input[name=_csrf]').val());
    const rest = await browser.post(stopped.address, { _csrf: csrf, remove });
    expect(rest.text).toContain('Total¥400');
    expect(rest.text).toContain(PLACE);
  });

  it('that was left is offered again to its person, until it is ordered (R-163)', async () => {
    const { browser, present } = await twoNumbers();
    const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '3' });
    const later = await begin(browser);
    expect(later.text).toContain('On Saturday 21 November 2026 you chose certificates (3 copies)');
    const back = await browser.follow(later, 'Continue the unfinished order');
    expect(back.address).toBe(check.address);
    await browser.submit(back, PLACE, { method: 'card' });
    expect((await begin(browser)).text).not.toContain('unfinished');
    const stranger = await twoNumbers();
    await choose(browser, await begin(browser), present, { [ENROLMENT]: '3' });
    expect((await begin(stranger.browser)).text).not.toContain('unfinished');
  });

  it('is judged with two statements besides the session', async () => {
    const { browser, present } = await twoNumbers();
    const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '1' });
    const { pool } = test.database;
    const { query } = pool;
    const asked: unknown[] = [];
    pool.query = ((...given: Parameters<typeof query>) => {
      asked.push(given[0]);
      return query.apply(pool, given);
    }) as typeof query;
    try {
      await browser.visit(check.address);
    } finally {
      pool.query = query;
    }
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(3);
  });
});

describe('ways to pay (R-203, X-11, X-13)', () => {
  it('are told with their deadlines and needs; one that is switched off is not (R-191, R-194, R-221)', async () => {
    const { browser, present } = await twoNumbers();
    const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '1' });
    const methods = check.$('input[name=method]').toArray();
    expect(methods.map((each) => check.$(each).val())).toEqual(['card', 'convenience_store']);
    for (const fact of [
      'personal PayPal account',
      'Pay before Saturday 21 November 2026, 18:30 (Japan time)',
      'Pay before Sunday 29 November 2026, 00:00 (Japan time)',
      'Print before Wednesday 2 December 2026, 00:00 (Japan time)',
      'FamilyMart',
      'Money that you paid in cash is returned by the university’s office.',
    ]) {
      expect(check.text).toContain(fact);
    }
  });

  it.each([
    ['nothing', undefined],
    ['an invented one', 'bitcoin'],
    ['one switched off', 'transport_ic'],
  ])(
    'have to be chosen: %s is refused beside the field, and nothing is ordered',
    async (_, method) => {
      const { browser, accountId, present } = await twoNumbers();
      const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '1' });
      const refused = await browser.submit(check, PLACE, method ? { method } : {});
      expect(refused.status).toBe(400);
      expect(refused.$('.error-summary a').attr('href')).toBe('#field-method');
      expect(refused.$('fieldset .field__error').text()).toContain('Choose how you pay.');
      expect(await ordersOf(accountId)).toEqual([]);
    },
  );

  it('that do not take so much, or leave no time to print, are named with the reason', async () => {
    const { browser, present } = await twoNumbers();
    const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '10' });
    change = { paymentMethods: [CARD_BY_PAYPAL, { ...CASH_BY_SMART_PIT, maxYen: 3_999 }] };
    const dear = await browser.visit(check.address);
    expect(dear.text).toContain('only up to ¥3,999 an order');
    expect(dear.$('input[name=method]').attr('type')).toBe('hidden');
    change = {
      printDeadline: { ...rakuo.certificate.printDeadline, whenTooShort: 'do_not_offer_method' },
    };
    expect((await browser.visit(check.address)).text).toContain('less than 72 hours to print');
    change = { paymentMethods: [{ ...CASH_BY_SMART_PIT, maxYen: 3_999 }] };
    const none = await browser.visit(check.address);
    expect(none.text).toContain('There is no way to pay for this order as it is');
    expect(none.text).not.toContain(PLACE);
  });

  it('may restrict where one prints (X-20)', async () => {
    change = { networksByMethod: { convenience_store: ['network-print'] } };
    const { browser, accountId, present } = await twoNumbers();
    const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '1' });
    expect(check.text).toContain('you can print at FamilyMart or Lawson.');
    await browser.submit(check, PLACE, { method: 'convenience_store' });
    expect((await ordersOf(accountId))[0]?.printNetworks).toEqual(['network-print']);
  });
});

describe('what changes between the check and the order', () => {
  it('a dearer fee: both prices are told, the way to pay stays chosen, and nothing is ordered (R-176, R-186)', async () => {
    const { browser, accountId, present } = await twoNumbers();
    const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '2' });
    change = { issueFees: rakuo.certificate.issueFees.map((row) => ({ ...row, yen: 450 })) };
    const dearer = await browser.submit(check, PLACE, { method: 'convenience_store' });
    expect(dearer.status).toBe(409);
    expect(dearer.$('[role=alert]').text()).toContain('from ¥800 to ¥900');
    expect(dearer.$('input[name=method]:checked').val()).toBe('convenience_store');
    expect(await ordersOf(accountId)).toEqual([]);
    await browser.submit(dearer, PLACE);
    expect(await ordersOf(accountId)).toMatchObject([
      { totalYen: 900, paymentMethod: 'convenience_store' },
    ]);
  });

  it('other certificates of the same price, from another tab', async () => {
    const { browser, accountId, present } = await twoNumbers();
    const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '1' });
    const again = await browser.visit(check.address.replace(/check$/, 'certificates'));
    await browser.submit(again, 'Continue to check', {
      [ENROLMENT]: '',
      'Certificate of Enrollment (English)': '1',
    });
    const told = await browser.submit(check, PLACE, { method: 'card' });
    expect(told.status).toBe(409);
    expect(told.$('[role=alert]').text()).toContain('the certificates in this order changed');
    expect(await ordersOf(accountId)).toEqual([]);
  });

  it('a way to pay that is withdrawn', async () => {
    const { browser, accountId, present } = await twoNumbers();
    const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '1' });
    change = { paymentMethods: [CARD_BY_PAYPAL, { ...CASH_BY_SMART_PIT, isOffered: false }] };
    const refused = await browser.submit(check, PLACE, { method: 'convenience_store' });
    expect(refused.status).toBe(400);
    expect(await ordersOf(accountId)).toEqual([]);
  });
});

it('what was ordered keeps its name and price when the catalogue changes (R-176, X-19)', async () => {
  const { browser, present } = await twoNumbers();
  const check = await choose(browser, await begin(browser), present, { [ENROLMENT]: '1' });
  const pay = await browser.submit(check, PLACE, { method: 'card' });
  const { kinds, issueFees } = rakuo.certificate;
  const name = { ja: '在籍証明書', en: 'Proof of Registration' };
  change = {
    kinds: kinds.map((kind) => ({ ...kind, name })),
    issueFees: issueFees.map((row) => ({ ...row, yen: 9_000 })),
  };
  for (const address of [pay.address.replace(/\/pay$/, ''), '/aomine/orders']) {
    const { text } = await browser.visit(address);
    expect(text).toContain(ENROLMENT);
    expect(text).toContain('¥400');
    expect(text).not.toMatch(/Proof of Registration|9,000/);
  }
});

describe('an order that costs nothing (R-188)', () => {
  it('has no payment, begins with issuing, is one however often it is sent, and leads on to another (R-177, R-180)', async () => {
    const { browser, accountId } = await signInStudent(test, { university: 'mukono' });
    const top = await browser.visit('/mukono/top');
    expect(top.text).toContain('Some certificates are free.');
    const number = await browser.submit(top, 'Print at a convenience store');
    const certificates = await browser.submit(number, 'Continue to certificates');
    expect(certificates.text).toContain('Free. Up to 10 copies.');
    const check = await browser.submit(certificates, 'Continue to check', { [ENROLMENT]: '１部' });
    expect(check.text).toContain('This order is free. There is nothing to pay.');
    expect(check.text).toContain('Print before');
    expect(check.text).not.toMatch(/Pay before|refund|go to payment/i);
    const pages = await Promise.all([1, 2, 3].map(() => browser.submit(check, PLACE)));
    const [order, ...more] = await ordersOf(accountId);
    expect(more).toEqual([]);
    const [shown] = pages;
    if (!shown) throw new Error('no page');
    expect((await browser.follow(shown, 'Order another')).address).toBe('/mukono/top');
    for (const { address } of pages) expect(address).toBe(`/mukono/orders/${order?.id}`);
    expect(order).toMatchObject({
      state: 'preparing',
      totalYen: 0,
      paidAt: NOW,
      payments: [],
      printDeadline: new Date('2026-11-28T15:00:00Z'),
    });
    expect(test.lives.told('startOrder')[0]).toMatchObject([{ orderId: order?.id, isFree: true }]);
  });
});
