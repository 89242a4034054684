import { createTestApp, PASSWORD } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import type { Browser, Visited } from '../../tests/support/browse.ts';
import { draftOrder, placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { signInStudent } from '../../tests/support/people.ts';

const MINUTE = 60_000;

const paypal = recordPayPal();
let now = Date.parse('2026-11-21T06:30:00Z');
let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ paypal, clock: () => new Date(now) });
});
afterAll(() => test.close());
beforeEach(() => {
  test.lives.forget();
  paypal.forget();
});

const logIn = (browser: Browser, page: Visited, userId: string) =>
  browser.submit(page, 'Log in', { userId, password: PASSWORD });

describe('when the session ends in the middle of an order (R-132)', () => {
  it('the copies that were typed come back in the same draft', async () => {
    const { browser, student } = await signInStudent(test);
    const top = await browser.visit('/aomine/top');
    const number = await browser.submit(top, 'Print at a convenience store');
    const certificates = await browser.submit(number, 'Continue to certificates');
    now += 31 * MINUTE;
    const label = 'Certificate of Enrollment (Japanese)';
    const ended = await browser.submit(certificates, 'Continue to check', { [label]: '２' });
    expect(ended.status).toBe(401);
    const door = await browser.follow(ended, 'Log in and continue');
    const back = await logIn(browser, door, student.directoryId);
    expect(back.address.split('?')[0]).toBe(certificates.address);
    const check = await browser.submit(back, 'Continue to check');
    expect(check.heading).toBe('Check your order');
    expect(check.text).toContain('2 copies');
  });

  it('nothing is ordered or charged by the press that came too late, and the page leads back to it', async () => {
    const { browser, student, accountId } = await signInStudent(test);
    const check = await draftOrder({ browser });
    now += 31 * MINUTE;
    const ended = await browser.submit(check, 'Order with these details');
    expect(ended.status).toBe(401);
    expect(await test.database.prisma.order.count({ where: { accountId } })).toBe(0);
    const back = await logIn(
      browser,
      await browser.follow(ended, 'Log in and continue'),
      student.directoryId,
    );
    expect(back.heading).toBe('Check your order');
  });

  it('a payment that was about to begin begins after the log-in, once', async () => {
    const person = await signInStudent(test);
    const { browser, student } = person;
    const { orderId, pay } = await placeTestOrder(person);
    now += 31 * MINUTE;
    const ended = await browser.submit(pay, 'Go to PayPal');
    expect(ended.text).toContain('neither cancels a payment nor repeats it');
    expect(paypal.created).toEqual([]);
    const back = await logIn(
      browser,
      await browser.follow(ended, 'Log in and continue'),
      student.directoryId,
    );
    expect(back.address).toBe(`/aomine/orders/${orderId}/pay`);
    await browser.submit(back, 'Go to PayPal', {}, { follow: false });
    expect(paypal.created).toHaveLength(1);
  });

  it('a payment that was under way goes on: whoever comes back is received, and finds the order after the log-in', async () => {
    const person = await signInStudent(test);
    const { browser, student } = person;
    const { orderId, pay } = await placeTestOrder(person);
    await browser.submit(pay, 'Go to PayPal', {}, { follow: false });
    const payment = await test.database.prisma.payment.findFirstOrThrow({ where: { orderId } });
    now += 31 * MINUTE;
    const returned = await browser.visit(
      `/payments/paypal/return?token=${payment.providerOrderId ?? ''}`,
    );
    expect(returned.status).toBe(200);
    expect(returned.text).toContain('Do not pay again.');
    expect(test.lives.told('noticePayment')).toEqual([[orderId, 'return']]);
    const door = await browser.visit(`/aomine/orders/${orderId}`);
    expect(door.text).toContain('Fees you have paid are not affected');
    const order = await logIn(browser, door, student.directoryId);
    expect(order.address).toBe(`/aomine/orders/${orderId}`);
  });
});
