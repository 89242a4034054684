import { randomUUID } from 'node:crypto';
import { LifeUnreachable } from '../../platform/lives.ts';
import { CASH_BY_SMART_PIT } from '../../prisma/profiles/payment-methods.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import { placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';
import { hasEnded, refuses } from '../../tests/support/recorded-lives.ts';
import { withSettings } from '../../tests/support/settings.ts';

let test: TestApp;
const start = new Date('2026-11-21T06:30:00Z');
let now = start;

beforeAll(async () => {
  test = await createTestApp({ paypal: recordPayPal(), clock: () => now });
});
afterAll(() => test.close());
beforeEach(() => {
  now = start;
  test.lives.forget();
});

const change = (orderId: string, data: object) =>
  test.database.prisma.order.update({ where: { id: orderId }, data });

/** The same person in the same session, where the university has other terms. */
const where = (person: SignedIn, ...given: Parameters<typeof withSettings>) => {
  const browser = browse(withSettings(...given));
  for (const [name, value] of person.browser.cookies) browser.cookies.set(name, value);
  return browser;
};

/** Paid by card, or in cash, with its document at one network. */
async function paidOrder(person: SignedIn, method = 'card', printed = 0): Promise<string> {
  const { orderId } = await placeTestOrder(person);
  await change(orderId, { state: 'printable', paidAt: now, printableAt: now });
  await test.database.prisma.payment.updateMany({
    where: { orderId },
    data: { state: 'captured', captureId: `c:${orderId}`, paidAt: now, method },
  });
  const line = await test.database.prisma.orderLine.findFirstOrThrow({ where: { orderId } });
  await test.database.prisma.printJob.create({
    data: {
      id: randomUUID(),
      orderId,
      lineId: line.id,
      network: 'netprint',
      key: `${orderId}.n`,
      copies: line.copies,
      state: 'ready',
      code: '0L3QP5ZY',
      printedCount: printed,
    },
  });
  return orderId;
}

describe('giving up a paid order', () => {
  it('says what goes back, how and when, asks once more, and tells the life who it is (R-179, X-33)', async () => {
    const person = await signInStudent(test);
    const orderId = await paidOrder(person);
    const order = await person.browser.visit(`/aomine/orders/${orderId}`);
    const cancel = await person.browser.follow(order, 'Cancel this order');
    expect(cancel.$('.amount__yen').text()).toBe('¥500');
    expect(cancel.text).toContain('It goes back through PayPal');
    expect(cancel.text).toContain('The print numbers will stop working.');
    expect(test.lives.calls.filter(({ life }) => life === 'cancelOrder')).toEqual([]);
    test.lives.answer({
      cancelOrder: async () => {
        await change(orderId, { state: 'refunding' });
        return { state: 'refunding' };
      },
    });
    const page = await person.browser.submit(cancel, 'Cancel the order');
    expect(test.lives.told('cancelOrder')).toEqual([
      [orderId, { cause: 'cancelled_by_person', actor: `account:${person.accountId}` }],
    ]);
    expect(page.address).toBe(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('Refund under way');
  });

  it('names what the university keeps, and where cash is paid out and what one needs there (R-179, X-33)', async () => {
    const person = await signInStudent(test);
    const orderId = await paidOrder(person, CASH_BY_SMART_PIT.code);
    const browser = where(person, test, 'aomine', (profile) => ({
      ...profile,
      certificate: {
        ...profile.certificate,
        paymentMethods: [...profile.certificate.paymentMethods, CASH_BY_SMART_PIT],
        refunds: { ...profile.certificate.refunds, cancelledByPerson: 'minus_system_fee' },
      },
    }));
    const page = await browser.visit(`/aomine/orders/${orderId}/cancel`);
    expect(page.$('.amount__yen').text()).toBe('¥400');
    expect(page.text).toContain('¥100 does not come back.');
    expect(page.text).toContain('The office of your university pays it out');
    expect(page.text).toContain('proof of your identity');
    expect(page.$('main a[href^="tel:"]').length).toBeGreaterThan(0);
  });

  it.each([
    ['AlreadyPrinted', 'A copy was printed at a store first'],
    ['NotRefundable', 'By the terms of your university'],
    ['OrderBusy', 'Something else is being done to this order'],
  ])('has its own sentence when the life says %s', async (type, words) => {
    const person = await signInStudent(test);
    const orderId = await paidOrder(person);
    const cancel = await person.browser.visit(`/aomine/orders/${orderId}/cancel`);
    test.lives.answer({ cancelOrder: refuses(type) });
    expect((await person.browser.submit(cancel, 'Cancel the order')).text).toContain(words);
  });

  it('asks again when the money of the page is not that of the order: paid meanwhile, or other terms', async () => {
    const person = await signInStudent(test);
    const { orderId } = await placeTestOrder(person);
    const unpaid = await person.browser.visit(`/aomine/orders/${orderId}/cancel`);
    expect(unpaid.text).toContain('You have not paid, so it costs nothing.');
    await change(orderId, { state: 'printable', paidAt: now, printableAt: now });
    const again = await person.browser.submit(unpaid, 'Cancel the order');
    expect(again.status).toBe(409);
    expect(again.$('[role=alert]').text()).toContain('It is not cancelled yet.');
    expect(again.$('.amount__yen').text()).toBe('¥500');
    expect(test.lives.told('cancelOrder')).toEqual([]);
    // Whoever makes up what was shown agrees to nothing.
    const forged = await person.browser.post(`/aomine/orders/${orderId}/cancel`, {
      _csrf: String(again.$('main input[name=_csrf]').val()),
      shown: 'refund:999999',
    });
    expect(forged.status).toBe(409);
    expect(test.lives.told('cancelOrder')).toEqual([]);
  });

  it.each([
    ['a copy is printed', { printed: 1 }, 'An order that was printed cannot be cancelled'],
    [
      'the print deadline is over',
      { data: { printDeadline: start } },
      'The print deadline has passed',
    ],
    ['staff are at it', { data: { state: 'preparing', attention: 'missing_glyph' } }, 'Staff are'],
  ])('says why not, and whom to ask, when %s (R-189)', async (_, given, words) => {
    const { printed = 0, data = {} } = given as { printed?: number; data?: object };
    const person = await signInStudent(test);
    const orderId = await paidOrder(person, 'card', printed);
    await change(orderId, data);
    const order = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(order.text).not.toContain('Cancel this order');
    const page = await person.browser.visit(`/aomine/orders/${orderId}/cancel`);
    expect(page.text).toContain(words);
    expect(page.$('main form').length).toBe(0);
    expect(page.$('main a[href^="tel:"]').length).toBe(1);
  });

  it('is not possible where the university’s terms say so, and sends nothing (R-179, X-33)', async () => {
    const person = await signInStudent(test);
    const orderId = await paidOrder(person);
    const cancel = await person.browser.visit(`/aomine/orders/${orderId}/cancel`);
    const browser = where(person, test, 'aomine', (profile) => ({
      ...profile,
      certificate: {
        ...profile.certificate,
        refunds: { ...profile.certificate.refunds, cancelledByPerson: 'none' },
      },
    }));
    const refused = await browser.submit(cancel, 'Cancel the order');
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('It cannot be cancelled after you have paid');
    expect(test.lives.told('cancelOrder')).toEqual([]);
  });

  it('shows an order that has ended as it is', async () => {
    const person = await signInStudent(test);
    const orderId = await paidOrder(person);
    await change(orderId, { state: 'refunded', endedAt: now });
    const page = await person.browser.visit(`/aomine/orders/${orderId}/cancel`);
    expect(page.address).toBe(`/aomine/orders/${orderId}`);
  });
});

describe('opening the print window again', () => {
  /** Three days before the window ends. */
  const nearTheEnd = { printDeadline: new Date('2026-11-24T15:00:00Z') };

  it('says what becomes of the deadline, that it is free and once, and tells the life (R-218, R-219)', async () => {
    const person = await signInStudent(test);
    const orderId = await paidOrder(person);
    await change(orderId, nearTheEnd);
    const order = await person.browser.visit(`/aomine/orders/${orderId}`);
    const page = await person.browser.follow(order, 'Move the print deadline');
    expect(page.text).toContain('Wednesday 25 November 2026, 00:00 (Japan time)');
    expect(page.$('.deadline time').attr('datetime')).toBe('2026-11-28T15:00:00.000Z');
    expect(page.text).toContain('You can do this once for this order.');
    expect(page.text).toContain('It costs nothing.');
    expect(page.text).toContain('The print numbers may change.');
    const printDeadline = '2026-11-28T15:00:00.000Z';
    test.lives.answer({
      reopenPrintWindow: async () => {
        await change(orderId, { printDeadline, reopenedAt: now });
        return { printDeadline };
      },
    });
    const moved = await person.browser.submit(page, 'Move the deadline');
    expect(test.lives.told('reopenPrintWindow')).toEqual([
      [orderId, { actor: `account:${person.accountId}` }],
    ]);
    expect(moved.text).toContain('You can now print before Sunday 29 November 2026, 00:00');
    expect(moved.text).not.toContain('Move the print deadline');
    const again = await person.browser.submit(page, 'Move the deadline');
    expect(again.status).toBe(409);
    expect(again.text).toContain('You have moved the deadline already');
    expect(test.lives.told('reopenPrintWindow').length).toBe(1);
  });

  it.each([
    ['it would not be later yet', {}, 'There is no need yet'],
    ['the window has ended', { printDeadline: start }, 'The print deadline has passed'],
    ['nothing can be printed', { state: 'preparing', ...nearTheEnd }, 'cannot be moved now'],
  ])('says why not when %s', async (_, data, words) => {
    const person = await signInStudent(test);
    const orderId = await paidOrder(person);
    await change(orderId, data);
    const page = await person.browser.visit(`/aomine/orders/${orderId}/reopen`);
    expect(page.text).toContain(words);
    expect(page.$('main form').length).toBe(0);
  });

  it.each([
    ['refuses', refuses('NotReopenable'), 'The print deadline was not moved'],
    ['is over', hasEnded, 'The print deadline was not moved'],
    [
      'cannot be reached',
      async () => {
        throw new LifeUnreachable('away');
      },
      'we do not know the result yet',
    ],
  ])('tells the truth when the life %s', async (_, answer, words) => {
    const person = await signInStudent(test);
    const orderId = await paidOrder(person);
    await change(orderId, nearTheEnd);
    const page = await person.browser.visit(`/aomine/orders/${orderId}/reopen`);
    test.lives.answer({ reopenPrintWindow: answer });
    expect((await person.browser.submit(page, 'Move the deadline')).text).toContain(words);
  });

  it('is the person’s own alone', async () => {
    const orderId = await paidOrder(await signInStudent(test));
    const other = await signInStudent(test);
    for (const page of ['reopen', 'cancel']) {
      expect((await other.browser.visit(`/aomine/orders/${orderId}/${page}`)).status).toBe(404);
    }
  });
});
