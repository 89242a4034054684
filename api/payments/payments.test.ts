import { randomUUID } from 'node:crypto';
import request from 'supertest';
import {
  PayPalRefusal,
  PayPalUnavailable,
  PayPalUnknownOutcome,
} from '../../gateways/paypal/port.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';
import { RETURN_LIMIT } from './return.ts';

let test: TestApp;
const start = new Date('2026-11-21T06:30:00Z');
let now = start;
const paypal = recordPayPal();
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

beforeAll(async () => {
  test = await createTestApp({ paypal, clock: () => now });
});
afterAll(() => test.close());
beforeEach(() => {
  now = start;
  test.lives.forget();
  paypal.forget();
});

const paymentsOf = (orderId: string) =>
  test.database.prisma.payment.findMany({ where: { orderId }, orderBy: { createdAt: 'asc' } });

/** As far as PayPal's page; returns PayPal's id of the payment. */
async function goToPayPal(person: SignedIn): Promise<{ orderId: string; token: string }> {
  const { orderId, pay } = await placeTestOrder(person);
  await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
  const [payment] = await paymentsOf(orderId);
  return { orderId, token: payment?.providerOrderId ?? '' };
}

describe('leaving for PayPal', () => {
  it('opens the same payment from two tabs at once', async () => {
    const person = await signInStudent(test);
    const { orderId, pay } = await placeTestOrder(person);
    const tabs = 8;
    const approvalUrl = `https://www.paypal.com/checkoutnow?token=PP-${orderId}`;
    const allAsked = Promise.withResolvers<void>();
    paypal.answer({
      // All answered at the same moment, so that they are written down at the same moment.
      createOrder: async () => {
        if (paypal.created.length === tabs) allAsked.resolve();
        await allAsked.promise;
        return { providerOrderId: `PP-${orderId}`, approvalUrl, status: 'PAYER_ACTION_REQUIRED' };
      },
    });
    const answers = await Promise.all(
      Array.from({ length: tabs }, () =>
        person.browser.submit(pay, 'Go to PayPal', {}, { follow: false }),
      ),
    );
    expect(new Set(answers.map(({ headers }) => headers.location))).toEqual(new Set([approvalUrl]));
    expect((await paymentsOf(orderId)).length).toBe(1);
    expect(new Set(paypal.created.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('goes on with the payment that PayPal knows already', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    paypal.created.length = 0;
    const pay = await person.browser.visit(`/aomine/orders/${orderId}/pay`);
    const left = await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
    expect(left.headers.location).toContain(token);
    expect(paypal.created).toEqual([]);
  });

  it('makes a new payment when PayPal has forgotten the old one, and records each step for its university (R-325)', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    paypal.answer({
      getOrder: async () => {
        throw new PayPalRefusal({ issue: 'INVALID_RESOURCE_ID', httpStatus: 404 });
      },
    });
    const pay = await person.browser.visit(`/aomine/orders/${orderId}/pay`);
    const left = await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
    const payments = await paymentsOf(orderId);
    expect(payments.map(({ state }) => state).sort()).toEqual(['expired', 'open']);
    const open = payments.find(({ state }) => state === 'open');
    expect(open?.providerOrderId).not.toBe(token);
    expect(left.headers.location).toContain(open?.providerOrderId);
    const audit = await test.database.prisma.auditEntry.findMany({
      where: { action: { in: ['payment_opened', 'payment_expired', 'payment_renewed'] } },
    });
    expect(new Set(audit.map(({ action }) => action)).size).toBe(3);
    // Staff see the rows of their university alone: one without would be seen by nobody.
    expect(audit.filter(({ universityId }) => universityId === null)).toEqual([]);
  });

  it('makes a new payment with new keys after a declined one', async () => {
    const person = await signInStudent(test);
    const { orderId } = await goToPayPal(person);
    await test.database.prisma.payment.updateMany({
      where: { orderId },
      data: { state: 'declined', closedAt: now, reason: 'INSTRUMENT_DECLINED' },
    });
    const order = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(order.text).toContain('The payment was declined');
    expect(order.text).toContain('You were not charged.');
    const pay = await person.browser.follow(order, 'Go to payment');
    await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
    const payments = await paymentsOf(orderId);
    expect(payments.map(({ state }) => state).sort()).toEqual(['declined', 'open']);
    expect(new Set(payments.map(({ createRequestId }) => createRequestId)).size).toBe(2);
  });

  it.each([
    ['silent', () => new PayPalUnknownOutcome('cut')],
    ['down', () => new PayPalUnavailable('down', { retryAfterMs: 600_000 })],
  ])(
    'says what is known about the money when PayPal is %s, and repeats the same call',
    async (_, failure) => {
      const person = await signInStudent(test);
      const { orderId, pay } = await placeTestOrder(person);
      paypal.answer({
        createOrder: async () => {
          throw failure();
        },
      });
      const page = await person.browser.submit(pay, 'Go to PayPal');
      expect(page.status).toBe(503);
      expect(page.$('[role=alert]').text()).toContain('You were not charged.');
      expect(page.text).toContain(
        'You can pay before Saturday 21 November 2026, 18:30 (Japan time)',
      );
      expect(page.text).toMatch(/try again at about Saturday 21 November 2026, 15:(32|40)/);
      paypal.forget();
      const [payment] = await paymentsOf(orderId);
      const left = await person.browser.submit(page, 'Try PayPal again', {}, { follow: false });
      expect(left.status).toBe(303);
      expect(paypal.created.map(({ requestId }) => requestId)).toEqual([payment?.createRequestId]);
    },
  );

  it('says so when PayPal refuses for good', async () => {
    const person = await signInStudent(test);
    const { pay } = await placeTestOrder(person);
    paypal.answer({
      createOrder: async () => {
        throw new PayPalRefusal({ issue: 'PAYEE_ACCOUNT_RESTRICTED', httpStatus: 422 });
      },
    });
    const page = await person.browser.submit(pay, 'Go to PayPal');
    expect(page.status).toBe(503);
    expect(page.text).toContain('PayPal did not accept the payment');
  });

  it('ends at the deadline itself, and shows the order instead', async () => {
    const person = await signInStudent(test);
    const { orderId, pay } = await placeTestOrder(person);
    await test.database.prisma.order.update({
      where: { id: orderId },
      data: { paymentDeadline: after(5) },
    });
    now = new Date(after(5).getTime() - 1);
    expect((await person.browser.visit(`/aomine/orders/${orderId}/pay`)).heading).toBe(
      'You are going to the payment page',
    );
    now = after(5);
    const late = await person.browser.submit(pay, 'Go to PayPal');
    expect(late.address).toBe(`/aomine/orders/${orderId}`);
    expect(late.text).toContain('Payment deadline passed');
    expect(paypal.created).toEqual([]);
  });

  it('shows the order when it is paid already: back button after paying', async () => {
    const person = await signInStudent(test);
    const { orderId, pay } = await placeTestOrder(person);
    await test.database.prisma.order.update({
      where: { id: orderId },
      data: { state: 'preparing', paidAt: now, revision: 1 },
    });
    for (const page of [
      await person.browser.visit(`/aomine/orders/${orderId}/pay`),
      await person.browser.submit(pay, 'Go to PayPal'),
    ]) {
      expect(page.address).toBe(`/aomine/orders/${orderId}`);
      expect(page.text).toContain('Getting ready');
    }
    expect(paypal.created).toEqual([]);
  });

  it('is refused while payments are halted', async () => {
    const person = await signInStudent(test);
    const { pay } = await placeTestOrder(person);
    const loaded = await test.deps.profiles.inForce('aomine', now);
    const halts = loaded?.profile.halts ?? [];
    halts.push({
      from: after(-1).toISOString(),
      to: after(60).toISOString(),
      what: 'payment',
      reason: { ja: '決済の点検', en: 'Payment maintenance' },
    });
    try {
      const page = await person.browser.submit(pay, 'Go to PayPal');
      expect(page.status).toBe(503);
      expect(page.text).toContain('Payment maintenance');
    } finally {
      halts.pop();
    }
  });
});

describe('coming back from PayPal', () => {
  it('tells the life, and shows that the payment is being checked (R-205)', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    const page = await person.browser.visit(`/payments/paypal/return?token=${token}&PayerID=X`);
    expect(page.address).toBe(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('Do not pay again.');
    expect(page.$('#order-live').attr('data-refresh-seconds')).toBe('3');
    expect(page.$('a[href$="/pay"]').length).toBe(0);
    expect(test.lives.told('noticePayment')).toEqual([[orderId, 'return']]);
  });

  it('does not tell the life again what the provider told it first', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    await test.database.prisma.providerEvent.create({
      data: {
        id: randomUUID(),
        provider: 'paypal',
        eventId: `WH-${token}`,
        type: 'CHECKOUT.ORDER.APPROVED',
        providerOrderId: token,
        handledAt: new Date(),
        payload: {},
      },
    });
    const page = await person.browser.visit(`/payments/paypal/return?token=${token}`);
    expect(page.address).toBe(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('Do not pay again.');
    expect(test.lives.told('noticePayment')).toEqual([]);
  });

  it('counts from the first return, whoever repeats the address', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    await person.browser.visit(`/payments/paypal/return?token=${token}`);
    now = after(2);
    await person.browser.visit(`/payments/paypal/return?token=${token}`);
    expect((await paymentsOf(orderId))[0]?.returnedAt).toEqual(start);
    now = after(4);
    const page = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('Payment not confirmed yet');
    expect(page.text).toContain('If you pay twice, we return one payment in full.');
    expect((await person.browser.follow(page, 'Continue your payment')).status).toBe(200);
  });

  it('asks PayPal a few times and no more, however often the open address is called', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    const visitors = Array.from({ length: 30 }, () => browse(test.app));
    const pages = await Promise.all(
      visitors.map((visitor) => visitor.visit(`/payments/paypal/return?token=${token}`)),
    );
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
    const told = test.lives.told('noticePayment');
    expect(told).toHaveLength(RETURN_LIMIT.attempts);
    expect(told[0]).toEqual([orderId, 'return']);
  });

  it('asks nothing about a payment that has ended', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    await test.database.prisma.payment.updateMany({
      where: { orderId },
      data: { state: 'declined', closedAt: now },
    });
    const page = await person.browser.visit(`/payments/paypal/return?token=${token}`);
    expect(page.address).toBe(`/aomine/orders/${orderId}`);
    expect(test.lives.calls).not.toContainEqual(expect.objectContaining({ life: 'noticePayment' }));
  });

  it('needs no session, and then says nothing about the order', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    const order = await test.database.prisma.order.findUniqueOrThrow({ where: { id: orderId } });
    const page = await browse(test.app).visit(`/payments/paypal/return?token=${token}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Do not pay again.');
    expect(page.text).not.toContain(order.issueNumber);
    expect(page.$('main a').attr('href')).toBe(`/aomine/orders/${orderId}`);
    expect(test.lives.told('noticePayment')).toEqual([[orderId, 'return']]);
  });

  it('goes on when Temporal is away', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    test.lives.answer({
      noticePayment: async () => {
        throw new LifeUnreachable('away');
      },
    });
    const page = await person.browser.visit(`/payments/paypal/return?token=${token}`);
    expect(page.address).toBe(`/aomine/orders/${orderId}`);
  });

  it.each([
    '',
    '?token=EC-unknown',
    '?token=a&token=b',
    `?token=${'x'.repeat(500)}`,
    "?token='%00",
  ])('answers an unknown payment with a friendly page: %s', async (query) => {
    const page = await browse(test.app).visit(`/payments/paypal/return${query}`);
    expect(page.status).toBe(404);
    expect(page.text).toContain('If you have paid, do not pay again.');
    expect(test.lives.calls).toEqual([]);
  });

  it('without paying leaves the order payable, and says that nothing was charged (R-207, R-290)', async () => {
    const person = await signInStudent(test);
    const { orderId, token } = await goToPayPal(person);
    const page = await person.browser.visit(`/payments/paypal/cancelled?token=${token}`);
    expect(page.address).toBe(`/aomine/orders/${orderId}?note=payment-cancelled`);
    expect(page.text).toContain('You came back without paying');
    expect((await person.browser.follow(page, 'Go to payment')).heading).toBe(
      'You are going to the payment page',
    );
    await test.database.prisma.order.update({
      where: { id: orderId },
      data: { state: 'preparing', paidAt: now },
    });
    const paid = await person.browser.visit(page.address);
    expect(paid.text).not.toContain('You came back without paying');
  });
});

it('a payment’s pages are closed to everybody else', async () => {
  const { orderId } = await placeTestOrder(await signInStudent(test));
  const other = await signInStudent(test);
  expect((await other.browser.visit(`/aomine/orders/${orderId}/pay`)).status).toBe(404);
  expect((await request(test.app).get(`/aomine/orders/${orderId}/pay`)).status).toBe(303);
});
