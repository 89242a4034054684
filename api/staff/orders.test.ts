import { randomUUID } from 'node:crypto';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import type { Browser, Visited } from '../../tests/support/browse.ts';
import { createOrder, createOwed, createTask } from '../../tests/support/desk.ts';
import type { DeskOrder } from '../../tests/support/desk.ts';
import { createStaff, signInStaff } from '../../tests/support/staff.ts';
import type { TestStaff } from '../../tests/support/staff.ts';
import { addDays, tokyoDate } from '../../domain/time/tokyo.ts';

const DAY = 86_400_000;
const now = Date.now();
let test: TestApp;
let staff: TestStaff;
let browser: Browser;
let orders: Record<'sato' | 'saito' | 'lapsed' | 'held' | 'old' | 'elsewhere', DeskOrder>;

beforeAll(async () => {
  test = await createTestApp();
  staff = await createStaff(test, { roles: ['call_centre'] });
  browser = await signInStaff(test, staff);
  const ago = (days: number) => new Date(now - days * DAY);
  orders = {
    sato: await createOrder(test, {
      ...{ nameJa: '佐藤\u3000一', nameKana: 'サトウ\u3000ハジメ', studentNumber: '26X0001' },
      placedAt: ago(1),
    }),
    saito: await createOrder(test, {
      ...{ nameJa: '齋藤 光', nameKana: 'サイトウ ヒカル', placedAt: ago(2) },
    }),
    lapsed: await createOrder(test, { state: 'lapsed', placedAt: ago(3) }),
    held: await createOrder(test, {
      ...{ state: 'preparing', attention: 'missing_glyph', placedAt: ago(4) },
    }),
    old: await createOrder(test, { method: 'convenience_store', placedAt: ago(300) }),
    elsewhere: await createOrder(test, {
      ...{ university: 'mukono', nameKana: 'サトウ\u3000ハジメ', studentNumber: '26X0001' },
    }),
  };
}, 60_000);
afterAll(() => test.close());

const SEARCH = '/aomine/staff/orders';

async function search(typed: Record<string, string>): Promise<Visited> {
  return browser.submit(await browser.visit(SEARCH), 'Search', typed);
}
const numbersOn = (page: Visited) =>
  page
    .$('main .card h3')
    .toArray()
    .map((one) => /\d+/.exec(page.$(one).text())?.[0] ?? '');
const numbersOf = (...names: (keyof typeof orders)[]) =>
  names.map((name) => orders[name].issueNumber);
const audits = (action: string) =>
  test.database.prisma.auditEntry.findMany({ where: { action }, orderBy: { id: 'asc' } });

describe('the search of orders (R-303, R-306)', () => {
  it('asks for something, and shows nobody before that', async () => {
    const page = await browser.visit(SEARCH);
    expect(page.$('main .card')).toHaveLength(0);
    const refused = await browser.submit(page, 'Search', {});
    expect([refused.status, refused.text.includes('Enter at least one of these')]).toEqual([
      400,
      true,
    ]);
  });

  it.each<[string, () => Record<string, string>, (keyof typeof orders)[]]>([
    ['a number', () => ({ number: orders.sato.issueNumber }), ['sato']],
    ['a number in full width', () => ({ number: wide(orders.sato.issueNumber) }), ['sato']],
    ['a student number', () => ({ studentNumber: '２６Ｘ０００１' }), ['sato']],
    ['the beginning of a name in kana', () => ({ name: 'サトウ' }), ['sato']],
    ['… in hiragana', () => ({ name: 'さい' }), ['saito']],
    ['… in kana of half width', () => ({ name: 'ｻ' }), ['sato', 'saito']],
    ['… with the given name', () => ({ name: 'サトウ ハジ' }), ['sato']],
    ['… as it is written', () => ({ name: '齋' }), ['saito']],
    ['a wildcard, which is none', () => ({ name: '%' }), []],
    ['a state', () => ({ state: 'lapsed' }), ['lapsed']],
    ['a way to pay', () => ({ method: 'convenience_store' }), ['old']],
    ['what needs a person', () => ({ attention: 'yes' }), ['held']],
    ['days', () => ({ from: daysAgo(3), to: daysAgo(2) }), ['saito', 'lapsed']],
    ['a name and a state', () => ({ name: 'サ', state: 'lapsed' }), []],
  ])('finds by %s', async (_, typed, expected) => {
    expect(numbersOn(await search(typed()))).toEqual(numbersOf(...expected));
  });

  it('keeps what is personal out of the address, and out of every other session', async () => {
    const page = await search({ name: 'サトウ', studentNumber: '26X0001', state: 'printable' });
    expect(page.address).toMatch(/^\/aomine\/staff\/orders\?state=printable&search=[\w-]{8}$/);
    expect(page.$('input[name=name]').val()).toBe('サトウ');
    const other = await signInStaff(test, await createStaff(test, { roles: ['reviewer'] }));
    const seen = await other.visit(page.address);
    expect(seen.text).toContain('This search is no longer known');
    expect(seen.$('main .card')).toHaveLength(0);
    expect(numbersOn(await browser.visit(page.address))).toEqual(numbersOf('sato'));
  });

  it('writes down that somebody searched, by what, and not for whom (R-325)', async () => {
    await search({ name: 'サトウ' });
    const last = (await audits('orders_searched')).at(-1);
    expect(last).toMatchObject({
      actor: `staff:${staff.id}`,
      entity: 'university',
      after: { searchedBy: ['name'] },
    });
    expect(JSON.stringify(await audits('orders_searched'), bigints)).not.toContain('サトウ');
  });

  it('says what is wrong beside the field, and loses nothing', async () => {
    const page = await search({
      number: 'abc',
      name: 'サトウ',
      from: '2026-11-21',
      to: '2026-13-01',
    });
    expect(page.status).toBe(400);
    expect(page.$('.field--error')).toHaveLength(2);
    expect(page.$('input[name=name]').val()).toBe('サトウ');
    const turned = await search({ from: '2026-11-21', to: '2026-11-20' });
    expect(turned.text).toContain('must not be before the first');
    for (const address of [`${SEARCH}?state=x&after=y`, `${SEARCH}?number=1%27&search[]=x`]) {
      expect((await browser.visit(address)).status).toBe(200);
    }
  });

  it('goes on behind the last row, where two were placed at the same instant too', async () => {
    const placedAt = new Date(now - 400 * DAY);
    const nameKana = 'ナラブ\u3000ヒト';
    const made: DeskOrder[] = [];
    for (let count = 0; count < 23; count += 1) {
      made.push(await createOrder(test, { placedAt, nameKana }));
    }
    const page = await search({ name: 'ナラブ' });
    const next = await browser.follow(page, 'Next page');
    expect([numbersOn(page).length, numbersOn(next).length]).toEqual([20, 3]);
    const all = [...numbersOn(page), ...numbersOn(next)].sort();
    expect(all).toEqual(made.map(({ issueNumber }) => issueNumber).sort());
    expect(page.html.length).toBeLessThan(30_000);
  });
});

const wide = (digits: string) =>
  digits.replace(/\d/g, (one) => String.fromCharCode(0xfee0 + one.charCodeAt(0)));
const daysAgo = (days: number) => addDays(tokyoDate(new Date(now)), -days);
const bigints = (_: string, value: unknown) =>
  typeof value === 'bigint' ? value.toString() : value;

describe('an order as staff see it (R-303, R-306, R-325)', () => {
  const address = ({ id }: DeskOrder) => `/aomine/staff/orders/${id}`;

  it('tells of payment, deposits, refunds, prints, mails and steps, within 30 KB, and its reading is written down', async () => {
    const { prisma } = test.database;
    const order = await createOrder(test, { totalYen: 800, method: 'convenience_store' });
    const { lines, accountId } = await prisma.order.findUniqueOrThrow({
      where: { id: order.id },
      include: { lines: true },
    });
    const at = new Date();
    await prisma.payment.create({
      data: {
        ...{ id: randomUUID(), orderId: order.id, provider: 'smart-pit', amountYen: 800 },
        ...{
          method: 'convenience_store',
          state: 'captured',
          paidAt: at,
          captureId: 'smart-pit:d1',
        },
        ...{ createRequestId: randomUUID(), captureRequestId: randomUUID() },
      },
    });
    await prisma.deposit.create({
      data: {
        ...{ id: randomUUID(), provider: 'smart-pit', providerDepositId: 'd1', slipKey: 'x' },
        ...{ orderId: order.id, amountYen: 1_200, countedYen: 800, returningYen: 400 },
        ...{ kind: 'final', store: 'FamilyMart', paidAt: at },
      },
    });
    await createOwed(test, { order, cause: 'excess' });
    await prisma.printJob.create({
      data: {
        ...{ id: randomUUID(), orderId: order.id, lineId: lines[0]?.id ?? '', copies: 2 },
        ...{ network: 'netprint', key: randomUUID(), state: 'ready', code: '0L3QP5ZY' },
        printedCount: 1,
      },
    });
    for (let count = 0; count < 14; count += 1) {
      await prisma.mailMessage.create({
        data: {
          ...{ id: randomUUID(), key: randomUUID(), messageId: randomUUID(), orderId: order.id },
          ...{ accountId, template: 'order-numbers', locale: 'ja', state: 'accepted' },
          ...{ recipient: 'hanako@mail.example', sender: 's@mail.example', senderName: 's' },
          ...{ subject: `Numbers ${count}`, text: 'x', html: 'x' },
          bouncedAt: count === 13 ? at : null,
        },
      });
    }
    await createTask(test, order, { kind: 'number_lost' });
    for (let count = 0; count < 60; count += 1) {
      await prisma.auditEntry.create({
        data: {
          ...{ actor: 'system', action: 'attention', entity: 'order', entityId: order.id },
          universityId: order.universityId,
        },
      });
    }
    const page = await browser.visit(address(order));
    for (const words of [
      'Cash received: ¥1,200 / FamilyMart / ¥800 counted / ¥400 goes back',
      '¥400 / More than the amount / to be paid out',
      '1 of 2 printed / number ends with 5ZY',
      'Came back',
      'Print number lost',
    ]) {
      expect(page.text).toContain(words);
    }
    expect(page.html).not.toContain('0L3QP5ZY');
    expect(Buffer.byteLength(page.html)).toBeLessThan(30_000);
    const again = await browser.submit(page, 'Send this mail again');
    expect(again.text).toContain('cannot be sent again');
    await prisma.account.update({
      where: { id: accountId },
      data: { mailAddress: 'new@mail.example', mailConfirmedAt: at },
    });
    const sent = await browser.submit(page, 'Send this mail again');
    expect(sent.text).toContain('The mail is sent again');
    const [copy] = await prisma.mailMessage.findMany({ where: { state: 'queued' } });
    expect(copy).toMatchObject({ recipient: 'new@mail.example', orderId: order.id });
    const read = await audits('order_read');
    expect(read.at(-1)).toMatchObject({ actor: `staff:${staff.id}`, entityId: order.id });
    expect(page.text).not.toContain('order_read');
  });

  it('of another university is the same 404 as nobody’s', async () => {
    for (const id of [orders.elsewhere.id, randomUUID(), 'no-id']) {
      const page = await browser.visit(`/aomine/staff/orders/${id}`);
      expect([page.status, page.heading]).toEqual([404, 'We cannot find this page']);
    }
    const there = await signInStaff(
      test,
      await createStaff(test, { university: 'mukono', roles: ['call_centre'] }),
    );
    expect((await there.visit(`/mukono/staff/orders/${orders.elsewhere.id}`)).status).toBe(200);
    expect((await there.visit(`/mukono/staff/orders/${orders.sato.id}`)).status).toBe(404);
  });
});

describe('money and books (R-305, I1)', () => {
  it('adds up what came in and went back in a month by way to pay, this university’s alone', async () => {
    const { prisma } = test.database;
    const accountant = await signInStaff(
      test,
      await createStaff(test, { university: 'saikai', roles: ['accountant'] }),
    );
    expect((await accountant.visit('/saikai/staff/money')).text).toContain('Nothing came in');
    const paid = { university: 'saikai', totalYen: 600, systemFeeYen: 100 };
    const order = await createOrder(test, paid);
    await createOrder(test, paid);
    await createOrder(test, { university: 'saikai', state: 'awaiting_payment', totalYen: 900 });
    await createOrder(test, { ...paid, placedAt: new Date(now - 70 * DAY) });
    await createOrder(test, { totalYen: 7_777 });
    const { refundId } = await createOwed(test, { order });
    await prisma.refund.update({
      where: { id: refundId },
      data: { state: 'refunded', endedAt: new Date() },
    });
    for (const [code, providerYen, differences] of [
      ['saikai', 1_600, 1],
      ['rakuo', 5_555, 0],
    ] as const) {
      const { id: universityId } = await prisma.university.findUniqueOrThrow({ where: { code } });
      await prisma.ledgerComparison.create({
        data: {
          ...{ id: randomUUID(), universityId, provider: 'smart-pit', day: '2026-11-20' },
          ...{ comparedAt: new Date(), ordersYen: 1_200, journalYen: 1_200 },
          ...{ providerYen, differences },
        },
      });
    }
    await createTask(test, order, { kind: 'difference' });
    const page = await accountant.visit('/saikai/staff/money');
    const rows = page
      .$('#month-heading')
      .parent()
      .find('tbody tr')
      .toArray()
      .map((row) =>
        page
          .$(row)
          .children()
          .toArray()
          .map((cell) => page.$(cell).text()),
      );
    expect(rows).toEqual([
      ['Credit card', '2', '¥1,000', '¥200', '¥400'],
      ['Total', '2', '¥1,000', '¥200', '¥400'],
    ]);
    expect(page.text).toContain('2026/11/20Smart Pit¥1,200¥1,200¥1,6001 to look at');
    expect(page.text).toContain('The books differ');
    expect(page.text).not.toContain('¥5,555');
    expect(page.text).not.toContain('¥7,777');
    expect((await browser.visit('/aomine/staff/money')).status).toBe(403);
  });
});
