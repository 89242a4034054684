import { randomUUID } from 'node:crypto';
import { ORDER_STATES } from '../../domain/orders/states.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import {
  changeOrder,
  placePrintableOrder,
  placeTestOrder,
  recordPayPal,
} from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';
import { hasEnded, refuses } from '../../tests/support/recorded-lives.ts';

let test: TestApp;
const now = new Date('2026-11-21T06:30:00Z');

beforeAll(async () => {
  test = await createTestApp({ paypal: recordPayPal(), clock: () => now });
});
afterAll(() => test.close());
beforeEach(() => test.lives.forget());

const change = (orderId: string, data: object) => changeOrder(test, orderId, data);
const printableOrder = (person: SignedIn, state?: OrderState) =>
  placePrintableOrder(test, person, { now, state });

describe('an order that can be printed', () => {
  it('shows the number of each chain with its leading zeros, steps, deadline and charge (R-185, R-221, R-225, R-319)', async () => {
    const person = await signInStudent(test);
    const page = await person.browser.visit(`/aomine/orders/${await printableOrder(person)}`);
    expect(
      page
        .$('[data-code]')
        .map((_, each) => page.$(each).attr('data-code'))
        .get(),
    ).toEqual(['0L3QP5ZY', '0012345678']);
    expect(
      page
        .$('.chain__name')
        .map((_, each) => page.$(each).text())
        .get(),
    ).toEqual(['7-Eleven', 'FamilyMart or Lawson']);
    for (const fact of [
      'Print reservation number',
      'User number',
      'Sunday 29 November 2026, 00:00 (Japan time)',
      '7 days left',
      '¥20 a sheet',
      'ネットプリント',
      'You cannot print outside Japan.',
      'there is no refund',
      'Paid',
      'Credit card',
    ]) {
      expect(page.text).toContain(fact);
    }
    expect(page.$('#order-live').attr('data-refresh-seconds')).toBeUndefined();
  });

  it('says what to do where a store has no fitting copier (R-292)', async () => {
    const person = await signInStudent(test);
    const page = await person.browser.visit(`/aomine/orders/${await printableOrder(person)}`);
    expect(page.text).toContain('A few stores have no copier');
    expect(page.text).toContain('If the number is not accepted, try another store.');
  });

  it('says whom to call where a copier failed until the print deadline (R-292)', async () => {
    const person = await signInStudent(test);
    const orderId = await printableOrder(person, 'print_expired');
    const page = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('If a copier or this service did not work, call the contact below');
    expect(page.$('footer').text()).toContain('06-6809-4327');
  });

  it('tells the truth about a network that does not answer, and shows the other number', async () => {
    const person = await signInStudent(test);
    const orderId = await printableOrder(person);
    await test.database.prisma.printJob.updateMany({
      where: { orderId, network: 'netprint' },
      data: { state: 'requested', code: null, delayedSince: now },
    });
    const page = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('has not answered since 2026/11/21 15:30');
    expect(page.text).toContain('Your money is safe.');
    expect(page.$('[data-code]').length).toBe(1);
  });

  it('gives away no number before all of the order can be printed: until then its money may go back', async () => {
    const person = await signInStudent(test);
    const orderId = await printableOrder(person, 'preparing');
    await test.database.prisma.printJob.updateMany({
      where: { orderId, network: 'netprint' },
      data: { state: 'requested', code: null, delayedSince: now },
    });
    const page = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('so there is no number yet');
    expect(page.text).toContain('has not answered since 2026/11/21 15:30');
    expect(page.$('[data-code]').length).toBe(0);
    expect(page.html).not.toContain('0012345678');
  });

  it('counts what was printed, and shows no number once all is', async () => {
    const person = await signInStudent(test);
    const orderId = await printableOrder(person);
    await test.database.prisma.printJob.updateMany({
      where: { orderId, network: 'netprint' },
      data: { printedCount: 1 },
    });
    await change(orderId, { state: 'printed', endedAt: now });
    const page = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('All copies are printed (1).');
    expect(page.text).toContain('Printed 1 of 1');
    expect(page.$('[data-code]').length).toBe(0);
  });

  it('shows no number at the print deadline any more', async () => {
    const person = await signInStudent(test);
    const orderId = await printableOrder(person);
    await change(orderId, { printDeadline: now });
    const page = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(page.$('[data-code]').length).toBe(0);
    expect(page.text).toContain('The print deadline has passed.');
  });
});

describe('every state', () => {
  it.each(ORDER_STATES)(
    '%s has its page in both languages, and says what happens next (R-241)',
    async (state) => {
      const person = await signInStudent(test);
      const orderId = await printableOrder(person, state);
      const page = await person.browser.visit(`/aomine/orders/${orderId}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain('What happens next');
      const japanese = await person.browser.visit(`/aomine/orders/${orderId}?lang=ja`);
      expect(japanese.heading).toBe('申請情報 詳細');
      expect(japanese.text).toContain('この後のこと');
    },
  );

  it('money that goes back is told, and the order does not claim that nothing was charged', async () => {
    const person = await signInStudent(test);
    const orderId = await printableOrder(person, 'lapsed');
    const page = () => person.browser.visit(`/aomine/orders/${orderId}`);
    expect((await page()).text).toContain('You were not charged.');
    await test.database.prisma.payment.updateMany({ where: { orderId }, data: { state: 'late' } });
    expect((await page()).text).not.toContain('You were not charged.');
    expect((await page()).text).toContain('We will return all of it.');
    await test.database.prisma.refund.create({
      data: {
        id: randomUUID(),
        orderId,
        captureId: 'CAP-1',
        amountYen: 500,
        cause: 'late',
        state: 'refunded',
        endedAt: now,
      },
    });
    expect((await page()).text).toContain(
      'We returned ¥500 to you. Reason: the payment came after the deadline',
    );
  });

  it('an order that waits for staff says that the money is safe', async () => {
    const person = await signInStudent(test);
    const orderId = await printableOrder(person, 'preparing');
    await change(orderId, { attention: 'missing_glyph' });
    const page = await person.browser.visit(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('Your money is safe.');
    expect(page.text).toContain('Please do not pay or order again.');
    expect(page.text).toMatch(/Payment status\s*Paid/);
    const list = await person.browser.visit('/aomine/orders');
    expect(list.text).toContain('Payment completed');
  });

  it('reloads by itself without a script only where the person asked, and not for ever', async () => {
    const person = await signInStudent(test);
    const orderId = await printableOrder(person, 'preparing');
    const at = (round: string) => person.browser.visit(`/aomine/orders/${orderId}${round}`);
    expect((await at('')).headers.refresh).toBeUndefined();
    expect((await at('?round=1')).headers.refresh).toBe(
      `10; url=/aomine/orders/${orderId}?round=2`,
    );
    expect((await at('?round=13')).headers.refresh).toBeUndefined();
    expect((await at('?note=%3Cscript%3E')).status).toBe(200);
  });
});

describe('giving up before payment', () => {
  it('asks once more, then tells the life', async () => {
    const person = await signInStudent(test);
    const { orderId } = await placeTestOrder(person);
    const order = await person.browser.visit(`/aomine/orders/${orderId}`);
    const cancel = await person.browser.follow(order, 'Cancel this order');
    expect(cancel.text).toContain('You have not paid, so it costs nothing.');
    expect(test.lives.told('cancelOrder')).toEqual([]);
    test.lives.answer({
      cancelOrder: async () => {
        await change(orderId, { state: 'cancelled', endedAt: now });
        return { state: 'cancelled' };
      },
    });
    const page = await person.browser.submit(cancel, 'Cancel the order');
    expect(page.address).toBe(`/aomine/orders/${orderId}`);
    expect(page.text).toContain('This order was cancelled. You were not charged.');
  });

  it.each([
    ['AlreadyPaid', refuses('AlreadyPaid'), 'Your payment came first. Do not pay again.'],
    ['PaymentInProgress', refuses('PaymentInProgress'), 'A payment is under way'],
    ['OrderEnded', refuses('OrderEnded'), 'This order has already ended'],
    ['a life that is over', hasEnded, 'This order has already ended'],
    [
      'no answer',
      async () => {
        throw new LifeUnreachable('away');
      },
      'We received your cancellation',
    ],
  ])('has its own sentence for %s', async (_, answer, words) => {
    const person = await signInStudent(test);
    const { orderId } = await placeTestOrder(person);
    const cancel = await person.browser.visit(`/aomine/orders/${orderId}/cancel`);
    test.lives.answer({ cancelOrder: answer });
    expect((await person.browser.submit(cancel, 'Cancel the order')).text).toContain(words);
  });

  it('starts the life that Temporal missed before telling it', async () => {
    const person = await signInStudent(test);
    const { orderId } = await placeTestOrder(person);
    await change(orderId, { startedAt: null });
    test.lives.forget();
    const cancel = await person.browser.visit(`/aomine/orders/${orderId}/cancel`);
    await person.browser.submit(cancel, 'Cancel the order');
    expect(test.lives.calls.map(({ life }) => life)).toEqual(['startOrder', 'cancelOrder']);
  });
});

describe('somebody else’s order', () => {
  it('is the same 404 as one that does not exist, on every address', async () => {
    const orderId = await printableOrder(await signInStudent(test));
    const other = await signInStudent(test);
    for (const id of [orderId, randomUUID(), 'x', "'"]) {
      for (const tail of ['', '/pay', '/cancel']) {
        const page = await other.browser.visit(`/aomine/orders/${id}${tail}`);
        expect([id, tail, page.status]).toEqual([id, tail, 404]);
      }
    }
    expect((await other.browser.visit(`/rakuo/orders/${orderId}`, { follow: false })).status).toBe(
      303,
    );
  });
});

it('costs two statements a page: the session, and what the page shows', async () => {
  const person = await signInStudent(test);
  const orderId = await printableOrder(person);
  const { pool } = test.database;
  const query = pool.query.bind(pool);
  let statements = 0;
  const counted = ((...given: Parameters<typeof query>) => {
    statements += 1;
    return query(...given);
  }) as typeof pool.query;
  for (const address of ['/aomine/top', '/aomine/orders', `/aomine/orders/${orderId}`]) {
    await person.browser.visit(address);
    statements = 0;
    pool.query = counted;
    await person.browser.visit(address);
    pool.query = query;
    expect([address, statements]).toEqual([address, 2]);
  }
});
