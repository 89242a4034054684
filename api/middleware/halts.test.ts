import type { HaltKind } from '../../domain/university/halts.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import type { Browser, Visited } from '../../tests/support/browse.ts';
import { draftOrder, PLACE, placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';
import { withSettings } from '../../tests/support/settings.ts';
import { acceptMail, askToRegister } from '../../tests/support/verification.ts';

const HOUR = 3_600_000;
const realNow = Date.now();
let now = new Date(realNow);
const paypal = recordPayPal();

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ paypal, clock: () => now });
});
afterAll(() => test.close());
beforeEach(() => {
  now = new Date(realNow);
  test.lives.forget();
});

const reason = { ja: '電気設備の点検のため', en: 'Inspection of the power supply' };
const inHours = (hours: number) => new Date(realNow + hours * HOUR);

/** The site with a halt at Aomine from and to these hours from now on. */
const halted = (what: HaltKind, from: number, to: number): TestApp => ({
  ...test,
  app: withSettings(test, 'aomine', (aomine) => ({
    ...aomine,
    halts: [{ from: inHours(from).toISOString(), to: inHours(to).toISOString(), what, reason }],
  })),
});

/** The same person at the site as it is now. */
function at({ app }: TestApp, { cookies }: Browser): Browser {
  const browser = browse(app);
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  return browser;
}

const line = ({ $ }: Visited) => $('.halt__line').text();
const orders = () => test.database.prisma.order.count();

describe('the notice of a halt (R-009, R-010, R-011, R-294)', () => {
  it.each(['/aomine', '/aomine/sign-in', '/aomine/top', '/aomine/orders'])(
    'stands at the head of %s while it lasts: what, until when, why',
    async (address) => {
      const site = halted('payment', -1, 3);
      const { browser } = await signInStudent(site);
      const visitor =
        address.endsWith('/top') || address.endsWith('/orders') ? browser : browse(site.app);
      const page = await visitor.visit(address);
      expect(page.status).toBe(200);
      expect(line(page)).toMatch(/^Ordering and paying are closed Opens again: .+\(Japan time\)$/);
      expect(page.$('.halt__more').text()).toContain('Inspection of the power supply');
      expect(page.$('.halt time').last().attr('datetime')).toBe(inHours(3).toISOString());
    },
  );

  it('stands there from fourteen days before on, and is gone afterwards', async () => {
    const announced = 14 * 24;
    const visit = async (from: number, to: number) =>
      line(await browse(halted('all', from, to).app).visit('/aomine/students'));
    expect(await visit(announced + 1, announced + 2)).toBe('');
    expect(await visit(announced - 1, announced + 2)).toMatch(
      /^Ordering, paying and printing will be closed /,
    );
    expect(await visit(-2, -1)).toBe('');
  });

  it('says what stays possible, and what becomes of deadlines (R-012)', async () => {
    const printing = await browse(halted('printing', -1, 1).app).visit('/aomine/students');
    expect(printing.$('.halt__more').text()).toContain('You can still order and pay.');
    expect(printing.$('.halt__more').text()).toContain(
      'your payment and print deadlines already allow for it',
    );
  });
});

describe('while everything is halted', () => {
  it('people sign in and look at their orders (R-011)', async () => {
    const person = await signInStudent(test);
    const { orderId } = await placeTestOrder(person);
    const site = halted('all', -1, 1);
    const browser = browse(site.app);
    const form = await browser.visit('/aomine/sign-in');
    const { directoryId } = person.student;
    const top = await browser.submit(form, 'Log in', {
      userId: directoryId,
      password: 'Correct-Horse-7',
    });
    expect([top.address, top.status]).toEqual(['/aomine/top', 200]);
    for (const address of ['/aomine/orders', `/aomine/orders/${orderId}`]) {
      expect((await browser.visit(address)).status).toBe(200);
    }
  });

  it('no order is begun or placed, and no payment: the page says so before anything happens (R-011, R-294)', async () => {
    const person = await signInStudent(test);
    const top = await person.browser.visit('/aomine/top');
    const check = await draftOrder(person);
    const { pay } = await placeTestOrder(person);
    const [ordersBefore, drafts] = [await orders(), await test.database.prisma.orderDraft.count()];
    paypal.forget();
    test.lives.forget();

    const browser = at(halted('all', -1, 1), person.browser);
    for (const [page, button] of [
      [top, 'Print at a convenience store'],
      [check, PLACE],
      [pay, 'Go to PayPal'],
    ] as const) {
      const answer = await browser.submit(page, button);
      expect([answer.status, answer.heading]).toEqual([503, 'You cannot order or pay now']);
      expect(answer.text).toContain('Inspection of the power supply');
      expect(answer.text).toContain('cost nothing');
      expect(answer.headers['retry-after']).toBe(
        new Date(Math.floor(inHours(1).getTime() / 1000) * 1000).toUTCString(),
      );
      expect((await browser.follow(answer, 'See your orders')).status).toBe(200);
    }
    expect(await orders()).toBe(ordersBefore);
    expect(await test.database.prisma.orderDraft.count()).toBe(drafts);
    expect(paypal.created).toEqual([]);
    expect(test.lives.calls).toEqual([]);
  });

  it('whoever comes back from PayPal is received, and the payment goes on (R-011, R-132)', async () => {
    const person = await signInStudent(test);
    const { orderId, pay } = await placeTestOrder(person);
    await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
    const payment = await test.database.prisma.payment.findFirstOrThrow({ where: { orderId } });
    const browser = at(halted('all', -1, 1), person.browser);
    const page = await browser.visit(
      `/payments/paypal/return?token=${payment.providerOrderId ?? ''}`,
    );
    expect([page.address, page.status]).toEqual([`/aomine/orders/${orderId}`, 200]);
    expect(test.lives.told('noticePayment')).toEqual([[orderId, 'return']]);
  });

  it('the link in a mail opens, and a first sign-in can be finished (R-011)', async () => {
    const site = halted('all', -1, 1);
    const { accountId } = await askToRegister(site, 'halted@mail.example');
    const { token } = await acceptMail(test, accountId);
    const browser = browse(site.app);
    const page = await browser.visit(`/cert/${token}`);
    expect(page.status).toBe(200);
    await browser.post(`/cert/${token}`, { _csrf: String(page.$('main [name=_csrf]').val()) });
    expect(test.lives.told('confirmMailbox')).toHaveLength(1);
  });
});

describe('a halt of a part', () => {
  it('of payments: neither orders nor payments begin in the half hour before it (R-011)', async () => {
    const person = await signInStudent(test);
    const { pay } = await placeTestOrder(person);
    const soon = at(halted('payment', 0.4, 3), person.browser);
    const refused = await soon.submit(pay, 'Go to PayPal');
    expect([refused.status, refused.heading]).toEqual([
      503,
      'It is too late to start before the closure',
    ]);
    const inTime = at(halted('payment', 0.6, 3), person.browser);
    expect((await inTime.submit(pay, 'Go to PayPal', {}, { follow: false })).status).toBe(303);
  });

  it('of the printers: ordering and paying go on, and the print deadline allows for it (R-012, X-14)', async () => {
    const student = await enrolStudent(test);
    const site = halted('printing', 24, 72);
    const person = await signInStudent(site, { student });
    const { orderId } = await placeTestOrder(person);
    const order = await test.database.prisma.order.findUniqueOrThrow({ where: { id: orderId } });
    const usual = await placeTestOrder(await signInStudent(test));
    const other = await test.database.prisma.order.findUniqueOrThrow({
      where: { id: usual.orderId },
    });
    expect(order.printDeadline.getTime() - other.printDeadline.getTime()).toBe(48 * HOUR);
    expect(order.paymentDeadline).toEqual(other.paymentDeadline);
    const check = await draftOrder(person);
    expect(check.$(`time[datetime="${order.printDeadline.toISOString()}"]`).length).toBeGreaterThan(
      0,
    );
  });
});
