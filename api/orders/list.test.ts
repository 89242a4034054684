import { ORDER_STATES } from '../../domain/orders/states.ts';
import { orderTabs } from '../../domain/orders/tabs.ts';
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
import { listOrders } from './queries.ts';

let test: TestApp;
const now = new Date('2026-11-21T06:30:00Z');

beforeAll(async () => {
  test = await createTestApp({ paypal: recordPayPal(), clock: () => now });
});
afterAll(() => test.close());

const change = (orderId: string, data: object) => changeOrder(test, orderId, data);
const printableOrder = (person: SignedIn, state?: 'printed') =>
  placePrintableOrder(test, person, { now, state });

describe('the list', () => {
  it('has two tabs with addresses, counts and its empty states (R-228, R-243)', async () => {
    const person = await signInStudent(test);
    const empty = await person.browser.visit('/aomine/orders');
    expect(empty.$('.tabs [aria-current=page]').text()).toBe('Ready or waiting (0)');
    expect(empty.text).toContain('There is nothing to print');
    const history = await person.browser.follow(empty, 'History');
    expect(history.address).toBe('/aomine/orders/history');
    expect(history.text).toContain('There is no history yet');
  });

  it('shows number, payment, date, certificate, copies and total, newest first (R-232, R-233)', async () => {
    const person = await signInStudent(test);
    const first = await printableOrder(person);
    await change(first, { placedAt: new Date('2026-11-20T00:00:00Z') });
    const { orderId: second } = await placeTestOrder(person);
    const page = await person.browser.visit('/aomine/orders');
    const links = page
      .$('tbody a')
      .map((_, each) => page.$(each).attr('href'))
      .get();
    expect(links).toEqual([`/aomine/orders/${second}`, `/aomine/orders/${first}`]);
    for (const fact of [
      'Payment completed',
      'Waiting for payment',
      '2026/11/21',
      '1 copy',
      '¥500',
    ]) {
      expect(page.text).toContain(fact);
    }
    const top = await person.browser.visit('/aomine/top');
    expect(top.$('.order-card').length).toBe(2);
    expect(top.text).toContain('Print before Sunday 29 November 2026, 00:00 (Japan time)');
  });

  it('puts twenty on a page, and has no page past the last (R-243)', async () => {
    const person = await signInStudent(test);
    const template = await printableOrder(person, 'printed');
    await test.database.pool.query(
      `with copied as (
        insert into "order" (id, university_id, account_id, issue_number, placement_key, locale, placed_at, placed_on,
          profile_edition, destination, print_networks, issue_fee_yen, system_fee_yen, total_yen, payment_method,
          payment_deadline, print_deadline, frozen_person, state)
        select gen_random_uuid(), university_id, account_id, 'P' || n, gen_random_uuid()::text, locale, placed_at,
          placed_on, profile_edition, destination, print_networks, issue_fee_yen, system_fee_yen, total_yen,
          payment_method, payment_deadline, print_deadline, frozen_person, state
        from "order", generate_series(1, 20) n where id = $1 returning id)
      insert into order_line (id, order_id, position, affiliation_id, student_number, certificate_kind, language,
        name_ja, name_en, copies, unit_fee_yen, fee_yen)
      select gen_random_uuid(), copied.id, l.position, l.affiliation_id, l.student_number, l.certificate_kind,
        l.language, l.name_ja, l.name_en, l.copies, l.unit_fee_yen, l.fee_yen
      from copied, order_line l where l.order_id = $1`,
      [template],
    );
    const first = await person.browser.visit('/aomine/orders/history');
    expect(first.$('tbody tr').length).toBe(20);
    expect(first.$('.pagination').text()).toContain('Page 1 of 2');
    const second = await person.browser.follow(first, 'Next page');
    expect(second.$('tbody tr').length).toBe(1);
    for (const page of ['3', '0', '-1', 'x', '1e3']) {
      expect((await person.browser.visit(`/aomine/orders/history?page=${page}`)).status).toBe(404);
    }
  });

  it('puts each order into the tab that the domain says, at every edge of its deadlines (R-229, R-230, X-15)', async () => {
    const person = await signInStudent(test);
    const { orderId } = await placeTestOrder(person);
    const instants = [-1, 0, 1].map((offset) => new Date(now.getTime() + offset));
    const inTab = async (tab: 'printable' | 'history', asked: object) =>
      (
        await listOrders(test.database.pool, {
          accountId: person.accountId,
          tab,
          page: 1,
          pageSize: 1,
          now,
          rule: { legacy: false },
          methodsWithDays: [],
          search: null,
          ...asked,
        })
      ).orders.length === 1;
    for (const state of ORDER_STATES) {
      const paidAt = state === 'awaiting_payment' || state === 'lapsed' ? null : now;
      for (const paymentDeadline of instants) {
        for (const printDeadline of instants) {
          const order = { state, paymentDeadline, printDeadline };
          await change(orderId, { ...order, paidAt });
          for (const legacy of [false, true]) {
            for (const methodsWithDays of [[], ['card']]) {
              const asked = { rule: { legacy }, methodsWithDays };
              const tabs = [];
              for (const tab of ['printable', 'history'] as const) {
                if (await inTab(tab, asked)) tabs.push(tab);
              }
              const listed = {
                ...order,
                isPaid: paidAt !== null,
                hasPaymentDays: methodsWithDays.length > 0,
              };
              expect({ ...order, ...asked, tabs }).toEqual({
                ...order,
                ...asked,
                tabs: orderTabs(listed, { legacy }, now),
              });
            }
          }
        }
      }
    }
  });

  it('finds an order by the beginning of its number or by a certificate, and says when there is none (R-243)', async () => {
    const person = await signInStudent(test);
    const first = await printableOrder(person);
    await printableOrder(person);
    await change(first, { issueNumber: '77123' });
    const rows = async (search: string) => {
      const page = await person.browser.visit(`/aomine/orders?q=${encodeURIComponent(search)}`);
      return page.$('tbody tr').length;
    };
    expect(await rows('771')).toBe(1);
    expect(await rows('７７１２３')).toBe(1);
    expect(await rows('在学')).toBe(2);
    expect(await rows('ENROLL')).toBe(2);
    expect(await rows('123')).toBe(0);
    expect(await rows("%'")).toBe(0);
    const nothing = await person.browser.visit('/aomine/orders?q=99999');
    expect(nothing.text).toContain('Nothing found');
    expect(nothing.$('input[name=q]').attr('value')).toBe('99999');
  });
});

describe('in Japanese, with the words of the manuals', () => {
  async function orderReadInJapanese() {
    const english = await signInStudent(test);
    const orderId = await printableOrder(english);
    const { student, accountId } = english;
    const { account } = test.database.prisma;
    await account.update({ where: { id: accountId }, data: { locale: 'ja' } });
    return { orderId, person: await signInStudent(test, { student, language: 'ja' }) };
  }

  it('leads from the list to an order and back, and says when the last login was (R-228, R-231, R-234, R-235, R-242)', async () => {
    const { person, orderId } = await orderReadInJapanese();
    const list = await person.browser.visit('/aomine/orders');
    expect(list.$('h2').first().text()).toBe('申請一覧(現在)');
    expect(list.$('body').text()).toContain('前回ログイン日時');
    expect(list.$('a[href="/aomine/top"]').last().text()).toBe('戻る');
    const detail = await person.browser.visit(list.$('tbody a').attr('href') ?? '');
    expect(detail.address).toBe(`/aomine/orders/${orderId}`);
    expect(detail.$('body').text()).toContain('前回ログイン日時');
  });

  it('has the blocks of the details, and one word for each state of the payment (R-212, R-236…R-240, X-16)', async () => {
    const { person, orderId } = await orderReadInJapanese();
    const address = `/aomine/orders/${orderId}`;
    const paid = await person.browser.visit(address);
    for (const word of ['発行情報', '発行申請番号', '発行年月日', 'お支払い情報', 'お支払い方法']) {
      expect(paid.text).toContain(word);
    }
    for (const word of ['詳細情報', '種別', '数量', '金額', '合計'])
      expect(paid.text).toContain(word);
    expect(paid.text).toContain('お支払い済み');
    expect(paid.$(`a[href="${address}"]`).text()).toContain('再読み込み');
    expect((await person.browser.visit('/aomine/orders')).text).toContain('お支払い完了');
    await change(orderId, { state: 'lapsed', paidAt: null, paymentDeadline: now, endedAt: now });
    expect((await person.browser.visit(address)).text).toContain('未払い');
    expect((await person.browser.visit('/aomine/orders/history')).text).toContain('未払い');
  });
});
