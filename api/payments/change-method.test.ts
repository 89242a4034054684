import { CashProviderUnavailable, CashRefusal } from '../../gateways/cash/port.ts';
import {
  CARD_BY_PAYPAL,
  CASH_BY_SMART_PIT,
  PAY_EASY_BY_SBPS,
  TRANSPORT_IC_BY_SMART_PIT,
} from '../../prisma/profiles/payment-methods.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import type { Visited } from '../../tests/support/browse.ts';
import { draftOrder, PLACE, recordPayPal } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';
import { recordCash } from '../../tests/support/recorded-cash.ts';
import { withSettings } from '../../tests/support/settings.ts';

let test: TestApp;
const start = new Date('2026-11-21T06:30:00Z');
let now = start;
const paypal = recordPayPal();
const smartPit = recordCash('smart-pit');
const sbps = recordCash('sbps');
const cash = 'convenience_store';

beforeAll(async () => {
  const world = await createTestApp({
    paypal,
    cash: { 'smart-pit': smartPit, sbps },
    clock: () => now,
  });
  const app = withSettings(world, 'aomine', (profile) => ({
    ...profile,
    certificate: {
      ...profile.certificate,
      paymentMethods: [
        CARD_BY_PAYPAL,
        CASH_BY_SMART_PIT,
        { ...PAY_EASY_BY_SBPS, maxYen: 300 },
        TRANSPORT_IC_BY_SMART_PIT,
      ],
    },
  }));
  test = { ...world, app };
});
afterAll(() => test.close());
beforeEach(() => {
  now = start;
  test.lives.forget();
  paypal.forget();
  smartPit.forget();
});

const paymentsOf = (orderId: string) =>
  test.database.prisma.payment.findMany({ where: { orderId }, orderBy: { createdAt: 'asc' } });
const orderOf = (id: string) => test.database.prisma.order.findUniqueOrThrow({ where: { id } });

/** Placed with one way to pay, at the page where another is chosen. */
async function choosing(
  person: SignedIn,
  method: string,
): Promise<{ orderId: string; page: Visited; address: string }> {
  const placed = await person.browser.submit(await draftOrder(person), PLACE, { method });
  const orderId = /orders\/([0-9a-f-]{36})\//.exec(placed.address)?.[1] ?? '';
  const address = `/aomine/orders/${orderId}/payment-method`;
  // Which payment is the later one is told by its time: people do not choose twice in the same millisecond.
  now = new Date(start.getTime() + 60_000);
  return { orderId, address, page: await person.browser.visit(address) };
}

const CHANGE = 'Change and go to payment';

describe('another way to pay', () => {
  it('gives a card order the week that cash has, tells its life, and never takes the card again (R-203, R-198, X-13, I2)', async () => {
    const person = await signInStudent(test);
    const { orderId, page } = await choosing(person, 'card');
    const pay = await person.browser.visit(`/aomine/orders/${orderId}/pay`);
    await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
    const [card] = await paymentsOf(orderId);
    expect(page.text).toContain('Pay before Sunday 29 November 2026, 00:00 (Japan time)');
    const slip = await person.browser.submit(page, CHANGE, { method: cash });
    expect(slip.heading).toBe('The number to pay with');
    const changed = await orderOf(orderId);
    expect(changed).toMatchObject({
      state: 'awaiting_payment',
      paymentMethod: cash,
      paymentDeadline: new Date('2026-11-28T15:00:00Z'),
      printDeadline: new Date('2026-12-01T15:00:00Z'),
    });
    expect(test.lives.told('moveDeadlines')).toEqual([
      [
        orderId,
        {
          paymentDeadline: changed.paymentDeadline.toISOString(),
          printDeadline: changed.printDeadline.toISOString(),
        },
      ],
    ]);
    const payments = await paymentsOf(orderId);
    expect(payments).toMatchObject([
      { id: card?.id, state: 'abandoned', reason: 'METHOD_CHANGED', closedAt: now },
      { state: 'open', provider: 'smart-pit', dueAt: changed.paymentDeadline },
    ]);
    const audit = await test.database.prisma.auditEntry.findMany({
      where: { entityId: orderId, action: 'payment_method_changed' },
    });
    expect(audit).toMatchObject([
      {
        actor: `account:${person.accountId}`,
        before: { paymentMethod: 'card' },
        after: { paymentMethod: cash },
        universityId: changed.universityId,
      },
    ]);
    // PayPal's page stayed open in another tab, and is approved there: nothing is taken, and the person is told so.
    const back = await person.browser.visit(
      `/payments/paypal/return?token=${card?.providerOrderId}`,
    );
    expect(back.text).toContain('We did not take a payment from PayPal');
    expect(back.text).toContain('PayPal does not charge you');
    expect(test.lives.told('noticePayment')).toEqual([]);
  });

  it('closes the number at the provider before there is another way, and takes no time away (R-198, X-13, I2)', async () => {
    const person = await signInStudent(test);
    const { orderId, page } = await choosing(person, cash);
    const before = await orderOf(orderId);
    const [slip] = await paymentsOf(orderId);
    let openThen: string[] = [];
    smartPit.answer({
      cancelSlip: async () => {
        openThen = (await paymentsOf(orderId)).map(({ method, state }) => `${method} ${state}`);
        return 'cancelled';
      },
    });
    expect(page.text).toContain('Your present number will stop working');
    const pay = await person.browser.submit(page, CHANGE, { method: 'card' });
    expect(pay.heading).toBe('You are going to the payment page');
    expect(smartPit.cancelled).toEqual([slip?.id]);
    expect(openThen).toEqual([`${cash} open`]);
    const after = await orderOf(orderId);
    expect(after).toMatchObject({
      paymentMethod: 'card',
      paymentDeadline: before.paymentDeadline,
      printDeadline: before.printDeadline,
    });
    const states = (await paymentsOf(orderId)).map(({ method, state }) => `${method} ${state}`);
    expect(states).toEqual([`${cash} abandoned`, 'card created']);
    await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
    expect(paypal.created.length).toBe(1);
  });

  it('leaves everything as it is when money was there first, and lets the life look (I2)', async () => {
    const person = await signInStudent(test);
    const { orderId, page } = await choosing(person, cash);
    smartPit.answer({ cancelSlip: async () => 'paid' });
    const told = await person.browser.submit(page, CHANGE, { method: 'card' });
    expect(told.address).toBe(`/aomine/orders/${orderId}?note=method-paid-meanwhile`);
    expect(told.text).toContain('Do not pay again.');
    expect(test.lives.told('noticePayment')).toEqual([[orderId, 'return']]);
    expect((await orderOf(orderId)).paymentMethod).toBe(cash);
    expect((await paymentsOf(orderId)).map(({ state }) => state)).toEqual(['open']);
  });

  it.each([
    ['does not answer', () => new CashProviderUnavailable('smart-pit', 'down'), '15:33'],
    ['takes nothing back', () => new CashRefusal('smart-pit', 'final'), 'place a new one'],
  ])(
    'leaves the number as it is when its provider %s, keeps the choice, and says what to do',
    async (_, failure, words) => {
      const person = await signInStudent(test);
      const { orderId, page } = await choosing(person, cash);
      smartPit.answer({
        cancelSlip: async () => {
          throw failure();
        },
      });
      const kept = await person.browser.submit(page, CHANGE, { method: 'card' });
      expect(kept.status).toBe(503);
      expect(kept.$('[role=alert]').text()).toContain(words);
      expect(kept.$('input[value=card]').is(':checked')).toBe(true);
      expect((await orderOf(orderId)).paymentMethod).toBe(cash);
      expect((await paymentsOf(orderId)).map(({ state }) => state)).toEqual(['open']);
    },
  );

  it('lets one of many tabs win, and shows the others how it stands: never two open payments (I2)', async () => {
    const person = await signInStudent(test);
    const { orderId, page } = await choosing(person, 'card');
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => person.browser.submit(page, CHANGE, { method: cash })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const states = (await paymentsOf(orderId)).map(({ method, state }) => `${method} ${state}`);
    expect(states).toEqual(['card abandoned', `${cash} open`]);
    const audit = await test.database.prisma.auditEntry.count({
      where: { entityId: orderId, action: 'payment_method_changed' },
    });
    expect(audit).toBe(1);
  });

  it('an old tab does not undo what a newer one chose', async () => {
    const person = await signInStudent(test);
    const { orderId, page } = await choosing(person, 'card');
    await person.browser.submit(page, CHANGE, { method: cash });
    const again = await person.browser.submit(page, CHANGE, { method: cash });
    // It is the order's way already: the person sees how the order stands.
    expect(again.address).toBe(`/aomine/orders/${orderId}`);
    expect((await paymentsOf(orderId)).length).toBe(2);
  });

  it('comes too late for an order that was paid while the provider answered (I2)', async () => {
    const person = await signInStudent(test);
    const { orderId, page } = await choosing(person, cash);
    smartPit.answer({
      cancelSlip: async () => {
        await test.database.prisma.payment.updateMany({
          where: { orderId },
          data: { state: 'captured', captureId: `smart-pit:${orderId}`, paidAt: now },
        });
        await test.database.prisma.order.update({
          where: { id: orderId },
          data: { state: 'preparing', paidAt: now },
        });
        return 'cancelled';
      },
    });
    const shown = await person.browser.submit(page, CHANGE, { method: 'card' });
    expect(shown.address).toBe(`/aomine/orders/${orderId}`);
    expect((await paymentsOf(orderId)).map(({ state }) => state)).toEqual(['captured']);
    expect((await orderOf(orderId)).paymentMethod).toBe(cash);
  });

  it('says why a way is not among them: what it is limited to; what is switched off is not named (X-11)', async () => {
    const { page } = await choosing(await signInStudent(test), cash);
    const options = page.$('input[name=method]').map((_, input) => page.$(input).val());
    expect(options.get()).toEqual(['card']);
    expect(page.text).toContain('Pay-easy: only for orders up to ¥300.');
    expect(page.text).not.toContain('transport IC');
    expect(page.text).toContain('You need a personal PayPal account');
  });

  it.each([['transport_ic'], ['pay_easy'], ['free'], ['__proto__'], ['']])(
    'refuses “%s”, which is not offered for this order',
    async (method) => {
      const person = await signInStudent(test);
      const { orderId, page, address } = await choosing(person, cash);
      const refused = await person.browser.post(address, {
        _csrf: String(page.$('main input[name=_csrf]').val()),
        method,
      });
      expect(refused.status).toBe(400);
      expect(refused.$('.error-summary').text()).toContain('Choose a way to pay.');
      expect((await orderOf(orderId)).paymentMethod).toBe(cash);
      expect(smartPit.cancelled).toEqual([]);
    },
  );

  it('is possible until the deadline and not at it', async () => {
    const person = await signInStudent(test);
    const { orderId, address } = await choosing(person, 'card');
    const { paymentDeadline } = await orderOf(orderId);
    now = new Date(paymentDeadline.getTime() - 1);
    const { browser } = await signInStudent(test, { student: person.student });
    const page = await browser.visit(address);
    now = paymentDeadline;
    const late = await browser.submit(page, CHANGE, { method: cash });
    expect(late.address).toBe(`/aomine/orders/${orderId}`);
    now = new Date(paymentDeadline.getTime() - 1);
    const last = await browser.submit(page, CHANGE, { method: cash });
    expect(last.heading).toBe('The number to pay with');
  });

  it('is nobody else’s to choose', async () => {
    const { address, page } = await choosing(await signInStudent(test), cash);
    const other = await signInStudent(test);
    const own = await choosing(other, cash);
    expect((await other.browser.visit(address)).status).toBe(404);
    const posted = await other.browser.post(address, {
      _csrf: String(own.page.$('main input[name=_csrf]').val()),
      method: 'card',
    });
    expect(posted.status).toBe(404);
    expect(page.status).toBe(200);
  });
});
