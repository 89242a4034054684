import { CashProviderUnavailable, CashRefusal } from '../../gateways/cash/port.ts';
import {
  CARD_BY_PAYPAL,
  CASH_BY_SMART_PIT,
  PAY_EASY_BY_SBPS,
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
const smartPit = recordCash('smart-pit');
const sbps = recordCash('sbps');

beforeAll(async () => {
  const world = await createTestApp({
    paypal: recordPayPal(),
    cash: { 'smart-pit': smartPit, sbps },
    clock: () => now,
  });
  const app = withSettings(world, 'aomine', (profile) => ({
    ...profile,
    certificate: {
      ...profile.certificate,
      paymentMethods: [CARD_BY_PAYPAL, CASH_BY_SMART_PIT, PAY_EASY_BY_SBPS],
    },
  }));
  test = { ...world, app };
});
afterAll(() => test.close());
beforeEach(() => {
  now = start;
  test.lives.forget();
  smartPit.forget();
  sbps.forget();
});

const paymentsOf = (orderId: string) =>
  test.database.prisma.payment.findMany({ where: { orderId }, orderBy: { createdAt: 'asc' } });

const auditOf = (entityId: string, action: string) =>
  test.database.prisma.auditEntry.findMany({ where: { entityId, action } });

async function order(
  person: SignedIn,
  method: string,
): Promise<{ orderId: string; page: Visited }> {
  const page = await person.browser.submit(await draftOrder(person), PLACE, { method });
  const orderId = /orders\/([0-9a-f-]{36})\//.exec(page.address)?.[1] ?? '';
  return { orderId, page };
}

const silence = async (): Promise<never> => {
  throw new CashProviderUnavailable('smart-pit', 'down');
};

describe('paying in cash for a number', () => {
  it('hands the number out at once: large, grouped, copied without hyphens, zeros kept, read digit by digit (R-193, R-196, R-319)', async () => {
    const person = await signInStudent(test);
    const { orderId, page } = await order(person, 'convenience_store');
    const [payment] = await paymentsOf(orderId);
    const [{ value = '' } = {}] = payment?.slip as { value: string }[];
    expect(page.address).toBe(`/aomine/orders/${orderId}/payment-slip`);
    expect(value).toMatch(/^0\d{12}$/);
    const groups = page.$('.big-number__group').map((_, group) => page.$(group).text());
    expect(groups.get()).toEqual([value.slice(0, 4), value.slice(4, 8), value.slice(8)]);
    expect(page.$('[data-copy]').attr('data-copy')).toBe(value);
    expect(page.$('.big-number__code .visually-hidden').text()).toBe([...value].join(' '));
    expect(payment).toMatchObject({ state: 'open', provider: 'smart-pit' });
    expect(smartPit.issued).toEqual([
      expect.objectContaining({
        slipKey: payment?.id,
        amountYen: payment?.amountYen,
        payerKana: 'アオヤマ ハナコ',
        dueAt: new Date('2026-11-28T15:00:00Z'),
      }),
    ]);
    // Staff see the rows of their university alone.
    expect(await auditOf(payment?.id ?? '', 'slip_issued')).toEqual([
      expect.objectContaining({
        actor: `account:${person.accountId}`,
        universityId: expect.any(String) as unknown,
      }),
    ]);
  });

  it('says how much, until when, where and how, what follows, and that a late payment comes back (R-194, R-195, R-198, R-208, X-13)', async () => {
    const { page } = await order(await signInStudent(test), 'convenience_store');
    expect(page.$('.deadline time').attr('datetime')).toBe('2026-11-28T15:00:00.000Z');
    expect(page.text).toContain('Sunday 29 November 2026, 00:00 (Japan time)');
    // Whoever pays at the last moment has three days left to print.
    expect(page.text).toContain('Print before Wednesday 2 December 2026, 00:00 (Japan time)');
    const stores = page.$('.chain__name').map((_, store) => page.$(store).text());
    expect(stores.get()).toEqual(['FamilyMart', 'Lawson']);
    expect(page.text).toContain('You cannot pay at 7-Eleven');
    expect(page.text).toContain('If you pay too much, we return the difference.');
  });

  it('is one slip in however many tabs', async () => {
    const person = await signInStudent(test);
    smartPit.answer({ issueSlip: silence });
    const { orderId, page } = await order(person, 'convenience_store');
    smartPit.forget();
    const tabs = await Promise.all(
      Array.from({ length: 8 }, () => person.browser.submit(page, 'Get the number')),
    );
    expect(new Set(tabs.map(({ address }) => address))).toEqual(
      new Set([`/aomine/orders/${orderId}/payment-slip`]),
    );
    expect(new Set(tabs.map(({ $ }) => $('[data-copy]').attr('data-copy'))).size).toBe(1);
    const payments = await paymentsOf(orderId);
    expect(payments.length).toBe(1);
    expect((await auditOf(payments[0]?.id ?? '', 'slip_issued')).length).toBe(1);
  });

  it('keeps the order while nobody hands out numbers, and says what goes on by itself (R-290, R-296)', async () => {
    const person = await signInStudent(test);
    smartPit.answer({ issueSlip: silence });
    const { orderId, page } = await order(person, 'convenience_store');
    expect(page.address).toBe(`/aomine/orders/${orderId}/pay`);
    expect(page.heading).toBe('Get the number to pay with');
    expect(page.text).toContain('we get the number within a few minutes by ourselves');
    const again = await person.browser.submit(page, 'Get the number');
    expect(again.status).toBe(503);
    expect(again.$('[role=alert]').text()).toContain('You were not charged.');
    expect(again.text).toContain('Saturday 21 November 2026, 15:32');
    expect((await paymentsOf(orderId)).map(({ state }) => state)).toEqual(['created']);
    smartPit.forget();
    const slip = await person.browser.submit(again, 'Try to get the number again');
    expect(slip.heading).toBe('The number to pay with');
  });

  it('says so when the provider refuses, and offers the other ways', async () => {
    const person = await signInStudent(test);
    smartPit.answer({
      issueSlip: async () => {
        throw new CashRefusal('smart-pit', 'amount_too_high');
      },
    });
    const { page } = await order(person, 'convenience_store');
    const refused = await person.browser.submit(page, 'Get the number');
    expect(refused.status).toBe(503);
    expect(refused.text).toContain('does not give a number for your order');
    expect((await person.browser.follow(refused, 'Choose another way')).heading).toBe(
      'Choose another way to pay',
    );
  });

  it('takes the number back from the provider when the order ended while it answered (I2)', async () => {
    const person = await signInStudent(test);
    smartPit.answer({ issueSlip: silence });
    const { orderId, page } = await order(person, 'convenience_store');
    smartPit.answer({
      issueSlip: async ({ dueAt }) => {
        await test.database.prisma.order.update({
          where: { id: orderId },
          data: { state: 'cancelled', endedAt: now },
        });
        await test.database.prisma.payment.updateMany({
          where: { orderId },
          data: { state: 'abandoned', closedAt: now },
        });
        return { kind: 'issued', numbers: [{ kind: 'smart_pit', value: '0000000000001' }], dueAt };
      },
    });
    const after = await person.browser.submit(page, 'Get the number');
    expect(after.address).toBe(`/aomine/orders/${orderId}`);
    const [payment] = await paymentsOf(orderId);
    expect(smartPit.cancelled).toEqual([payment?.id]);
    expect(payment).toMatchObject({ state: 'abandoned', slip: null });
  });

  it('gives a new number when the first one’s time is over and the order’s is not, the old one closed first (X-14)', async () => {
    const person = await signInStudent(test);
    const { orderId } = await order(person, 'convenience_store');
    const [first] = await paymentsOf(orderId);
    await test.database.prisma.order.update({
      where: { id: orderId },
      data: { paymentDeadline: new Date('2026-11-30T15:00:00Z') },
    });
    now = new Date('2026-11-28T15:00:00Z');
    const { browser } = await signInStudent(test, { student: person.student });
    const slip = await browser.visit(`/aomine/orders/${orderId}/payment-slip`);
    expect(slip.text).toContain('The time of this number is over');
    expect(slip.$('[data-copy]').length).toBe(0);
    const renewed = await browser.submit(
      await browser.follow(slip, 'Get a new number'),
      'Get the number',
    );
    expect(renewed.heading).toBe('The number to pay with');
    expect(smartPit.cancelled).toEqual([first?.id]);
    const payments = await paymentsOf(orderId);
    expect(payments.map(({ state }) => state)).toEqual(['expired', 'open']);
    expect(payments[1]?.slip).not.toEqual(first?.slip);
  });

  it.each([
    ['paid', { state: 'preparing', paidAt: start }],
    ['cancelled', { state: 'cancelled', endedAt: start }],
    ['lapsed', { state: 'lapsed', endedAt: start }],
  ])('leads to the order once it is %s: nobody pays from an old tab (R-207)', async (_, data) => {
    const person = await signInStudent(test);
    const { orderId } = await order(person, 'convenience_store');
    await test.database.prisma.order.update({ where: { id: orderId }, data });
    for (const page of ['payment-slip', 'pay', 'payment-method']) {
      const shown = await person.browser.visit(`/aomine/orders/${orderId}/${page}`);
      expect(shown.address).toBe(`/aomine/orders/${orderId}`);
      expect(shown.$('[data-copy]').length).toBe(0);
    }
  });

  it('is shown until the last millisecond, and not at the deadline (R-198)', async () => {
    const person = await signInStudent(test);
    const { orderId } = await order(person, 'convenience_store');
    const address = `/aomine/orders/${orderId}/payment-slip`;
    now = new Date('2026-11-28T14:59:59.999Z');
    const last = await signInStudent(test, { student: person.student });
    expect((await last.browser.visit(address)).address).toBe(address);
    now = new Date('2026-11-28T15:00:00Z');
    expect((await last.browser.visit(address)).address).toBe(`/aomine/orders/${orderId}`);
  });

  it('is nobody else’s to see', async () => {
    const { orderId } = await order(await signInStudent(test), 'convenience_store');
    const other = await signInStudent(test);
    for (const page of ['payment-slip', 'payment-method', 'pay']) {
      expect((await other.browser.visit(`/aomine/orders/${orderId}/${page}`)).status).toBe(404);
    }
  });
});

describe('numbers from the provider’s own page', () => {
  it('asks once more before leaving, and takes only what was signed there (R-199, R-202, R-204)', async () => {
    const { orderId, page } = await order(await signInStudent(test), 'pay_easy');
    expect(page.heading).toBe('You are going to the payment page');
    const form = page.$('form[accept-charset="Shift_JIS"]');
    const [payment] = await paymentsOf(orderId);
    expect(form.attr('action')).toContain('/f01/FepBuyInfoReceive.do');
    expect(form.serializeArray()).toEqual([
      { name: 'order_id', value: payment?.id },
      { name: 'amount', value: String(payment?.amountYen) },
    ]);
    expect(page.text).toContain('OK, go to the payment page');
    expect(sbps.issued[0]).toMatchObject({
      providerMethod: 'payeasy',
      returnUrls: { success: expect.stringMatching(/\/payments\/sbps\/return$/) as unknown },
    });
    // From here on the browser may be there: who reconciles must know of it.
    expect(payment).toMatchObject({ state: 'open', slip: null });
  });

  it('waits for the numbers, and shows each with its own name when they have come (R-206, R-319)', async () => {
    const person = await signInStudent(test);
    const { orderId } = await order(person, 'pay_easy');
    const address = `/aomine/orders/${orderId}/payment-slip`;
    const waiting = await person.browser.visit(address);
    expect(waiting.text).toContain('Waiting for your numbers');
    expect(waiting.$('[data-refresh-seconds]').length).toBe(1);
    const slip = [
      { kind: 'collector', value: '58021' },
      { kind: 'customer', value: '00012345678901234567' },
      { kind: 'confirmation', value: '004711' },
    ];
    await test.database.prisma.payment.updateMany({ where: { orderId }, data: { slip } });
    const shown = await person.browser.visit(address);
    const codes = shown.$('[data-copy]').map((_, button) => shown.$(button).attr('data-copy'));
    expect(codes.get()).toEqual(slip.map(({ value }) => value));
    for (const label of [
      'Collecting agency number',
      'Customer number',
      'Confirmation number',
      'Bank ATM',
    ])
      expect(shown.text).toContain(label);
    // Whoever comes to pay again finds the numbers, and not a second slip.
    expect((await person.browser.visit(`/aomine/orders/${orderId}/pay`)).address).toBe(address);
  });
});
