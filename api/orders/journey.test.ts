import { randomUUID } from 'node:crypto';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { draftOrder, PLACE, placeTestOrder, recordPayPal } from '../../tests/support/orders.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createAttemptLimit } from '../middleware/attempt-limits.ts';
import { ORDER_LIMITS } from './limits.ts';

let test: TestApp;
/** Saturday 21 November 2026, 15:30 in Japan, unless a test moves it. */
let now = new Date('2026-11-21T06:30:00Z');
const paypal = recordPayPal();

beforeAll(async () => {
  test = await createTestApp({ paypal, clock: () => now });
});
afterAll(() => test.close());
beforeEach(() => {
  now = new Date('2026-11-21T06:30:00Z');
  test.lives.forget();
  paypal.forget();
});

const orders = () =>
  test.database.prisma.order.findMany({ include: { lines: true, payments: true } });
const onlyOrder = async (accountId: string) => {
  const [order, ...more] = (await orders()).filter((each) => each.accountId === accountId);
  expect(more).toEqual([]);
  return order;
};

describe('the whole way', () => {
  it('leads from the top page to PayPal, with every fact on the page before it (R-165, R-171, R-172, R-175, R-185, R-191, R-204, R-221, R-311)', async () => {
    const person = await signInStudent(test);
    const top = await person.browser.visit('/aomine/top');
    expect(top.heading).toBe('Select printing destination');
    expect(top.text).toContain(`${person.student.directoryId}@mail.example`);
    expect(top.text).toContain('¥400 a copy');
    expect(top.text).toContain('You cannot print outside Japan.');

    const number = await person.browser.submit(top, 'Print at a convenience store');
    expect(number.$('input[type=radio]:checked').length).toBe(1);
    const certificates = await person.browser.submit(number, 'Continue to certificates');
    const check = await person.browser.submit(certificates, 'Continue to check', {
      'Certificate of Enrollment (Japanese)': '２',
      'Certificate of Enrollment (English)': '1',
    });
    expect(check.heading).toBe('Check your order');
    for (const fact of [
      '青山 花子',
      'アオヤマ ハナコ',
      'AOYAMA Hanako',
      'Certificate of Enrollment (Japanese)',
      '2 copies¥800',
      'System fee¥100',
      'Total¥1,300',
      'About ¥60: 3 sheets at ¥20 a sheet',
      'You get back everything you paid.',
      'Credit card',
      'personal PayPal account',
      'Saturday 21 November 2026, 18:30 (Japan time)',
      'Sunday 29 November 2026, 00:00 (Japan time)',
      'there is no refund',
      '7-Eleven, FamilyMart or Lawson',
      'Stores outside Japan do not work.',
      'sealed envelope',
    ]) {
      expect(check.text).toContain(fact);
    }

    const pay = await person.browser.submit(check, PLACE);
    expect(pay.heading).toBe('You are going to the payment page');
    expect(pay.text).toContain('¥1,300');
    const left = await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
    expect(left.status).toBe(303);
    expect(left.headers.location).toBe('https://www.paypal.com/checkoutnow?token=PP-1');

    const order = await onlyOrder(person.accountId);
    expect(order).toMatchObject({
      issueNumber: expect.stringMatching(/^\d{5,}$/),
      placedOn: '2026-11-21',
      state: 'awaiting_payment',
      issueFeeYen: 1200,
      systemFeeYen: 100,
      totalYen: 1300,
      printNetworks: ['netprint', 'network-print'],
      paymentDeadline: new Date('2026-11-21T09:30:00Z'),
      printDeadline: new Date('2026-11-28T15:00:00Z'),
      startedAt: now,
      profileEdition: '12.2.0',
      frozenPerson: {
        nameJa: '青山 花子',
        nameKana: 'アオヤマ ハナコ',
        nameRoman: 'AOYAMA Hanako',
      },
    });
    expect(order?.lines.map(({ language, copies, feeYen }) => [language, copies, feeYen])).toEqual([
      ['ja', 2, 800],
      ['en', 1, 400],
    ]);
    expect(order?.payments).toMatchObject([
      { state: 'open', providerOrderId: 'PP-1', amountYen: 1300 },
    ]);
    expect(test.lives.told('startOrder')).toEqual([
      [
        {
          orderId: order?.id,
          university: 'aomine',
          paymentDeadline: '2026-11-21T09:30:00.000Z',
          printDeadline: '2026-11-28T15:00:00.000Z',
        },
      ],
    ]);
    expect(paypal.created).toMatchObject([
      {
        requestId: order?.payments[0]?.createRequestId,
        orderReference: order?.payments[0]?.id,
        amountYen: 1300,
        returnUrl: 'http://localhost:3000/payments/paypal/return',
      },
    ]);
    const audits = await test.database.prisma.auditEntry.findMany({
      where: { entityId: order?.id ?? '' },
    });
    expect(audits.map(({ actor, action }) => [actor, action])).toEqual([
      [`account:${person.accountId}`, 'order_placed'],
    ]);
  });

  it('speaks Japanese as well, and counts certificates in 部 (R-172, R-187, R-317, X-32)', async () => {
    const { browser } = await signInStudent(test, { language: 'ja' });
    const number = await browser.submit(await browser.visit('/aomine/top'), 'コンビニで印刷する');
    const certificates = await browser.submit(number, '証明書の選択へ進む');
    const check = await browser.submit(certificates, '内容の確認へ進む', {
      '在学証明書(日本語)': '１部',
    });
    expect(check.heading).toBe('申請内容確認');
    expect(check.text).toContain('2026年11月29日(日) 00:00 日本時間');
    expect(check.text).toContain('1部400円');
    expect(check.$('.actions a').text()).toBe('戻る');
    const pay = await browser.submit(check, 'この内容で申請して支払いへ進む');
    expect(pay.heading).toBe('お支払いページに移動します');
    expect(pay.text).toContain('500円');
  });

  it('asks which student number when there are several, and takes no other (R-163, R-166)', async () => {
    const student = await enrolStudent(test, { studentNumbers: ['26M0001', '22B0001'] });
    const person = await signInStudent(test, { student });
    const top = await person.browser.visit('/aomine/top');
    const number = await person.browser.submit(top, 'Print at a convenience store');
    expect(number.$('input[type=radio]').length).toBe(2);
    expect(number.$('input[type=radio]:checked').length).toBe(0);
    const unanswered = await person.browser.submit(number, 'Continue to certificates');
    expect(unanswered.status).toBe(400);
    expect(unanswered.text).toContain('Choose a student ID number.');
    const stranger = await enrolStudent(test);
    const foreign = await person.browser.submit(number, 'Continue to certificates', {
      affiliation: stranger.affiliationIds[0] ?? '',
    });
    expect(foreign.status).toBe(400);
  });
});

it('begins by a button: whoever types the address or kept it is led to the top page', async () => {
  const { browser, accountId } = await signInStudent(test);
  const page = await browser.visit('/aomine/orders/new', { follow: false });
  expect([page.status, page.headers.location]).toEqual([303, '/aomine/top']);
  expect(await test.database.prisma.orderDraft.count({ where: { accountId } })).toBe(0);
});

describe('copies (R-168)', () => {
  it.each([
    ['0', 'at least one certificate'],
    ['-1', 'cannot be below 0'],
    ['1.5', 'whole number'],
    ['1e9', 'up to 10 copies'],
    ['１１', 'up to 10 copies'],
    ['two', 'whole number'],
  ])('%s is refused in its own words, and stays in its field', async (typed, words) => {
    const person = await signInStudent(test);
    const page = await draftOrder(person, { 'Certificate of Enrollment (Japanese)': typed });
    expect(page.status).toBe(400);
    expect(page.$('.error-summary').text()).toContain(words);
    expect(page.$('title').text()).toMatch(/^Error: /);
    expect(page.$('[name=copies-enrolment-ja]').val()).toBe(typed);
    expect(await onlyOrder(person.accountId)).toBeUndefined();
  });

  it('are limited for the whole order too (R-169)', async () => {
    const person = await signInStudent(test);
    const [affiliationId = ''] = person.student.affiliationIds;
    await test.database.prisma.courseRecord.create({
      data: {
        id: randomUUID(),
        affiliationId,
        academicYear: 2025,
        term: 'spring',
        nameJa: '力学',
        nameEn: 'Mechanics',
        credits: 2,
        grade: 'A',
        position: 1,
      },
    });
    const copies = {
      'Certificate of Enrollment (Japanese)': '10',
      'Certificate of Enrollment (English)': '10',
    };
    const page = await draftOrder(person, { ...copies, 'Academic Transcript (Japanese)': '1' });
    expect(page.status).toBe(400);
    expect(page.text).toContain('up to 20 copies in all');
    expect((await draftOrder(person, copies)).heading).toBe('Check your order');
  });
});

describe('what may not be ordered says why, and whom to ask', () => {
  const certificatesOf = async (change: object) => {
    const student = await enrolStudent(test);
    await test.database.prisma.affiliation.updateMany({
      where: { studentId: student.studentId },
      data: change,
    });
    const { browser } = await signInStudent(test, { student });
    const number = await browser.submit(
      await browser.visit('/aomine/top'),
      'Print at a convenience store',
    );
    return browser.submit(number, 'Continue to certificates');
  };

  it('a hold', async () => {
    const page = await certificatesOf({
      holdReasonJa: '授業料が未納のため',
      holdReasonEn: 'Tuition fees are not paid',
    });
    expect(page.text).toContain('Tuition fees are not paid');
    expect(page.text).toContain('0000-55-0110');
    expect(page.$('main form').length).toBe(0);
  });

  it('a transcript without courses on record', async () => {
    const page = await certificatesOf({});
    expect(page.text).toContain('There are no grades on record yet.');
  });

  it('a certificate of enrolment of somebody who left', async () => {
    const page = await certificatesOf({ status: 'graduate', leftOn: '2026-03-31' });
    expect(page.text).toContain('not issued for a number with the status “graduated”');
  });
});

describe('what changes under a person’s feet', () => {
  it('a new price is shown and asked for again (R-171, R-186)', async () => {
    const person = await signInStudent(test);
    const check = await draftOrder(person);
    const dearer = await person.browser.submit(check, PLACE, { shownTotal: '300' });
    expect(dearer.status).toBe(409);
    expect(dearer.$('[role=alert]').text()).toContain('from ¥300 to ¥500');
    expect(await onlyOrder(person.accountId)).toBeUndefined();
    const pay = await person.browser.submit(dearer, PLACE);
    expect(pay.text).toContain('¥500');
    expect((await onlyOrder(person.accountId))?.totalYen).toBe(500);
  });

  it('a certificate that is withheld meanwhile stops the order, and says why (R-167)', async () => {
    const person = await signInStudent(test);
    const check = await draftOrder(person);
    await test.database.prisma.affiliation.updateMany({
      where: { studentId: person.student.studentId },
      data: {
        holdReasonJa: '返却されていない図書があるため',
        holdReasonEn: 'Library books are due',
      },
    });
    const page = await person.browser.submit(check, PLACE);
    expect(page.status).toBe(409);
    expect(page.text).toContain('Something you chose cannot be ordered now.');
    expect(page.text).toContain('Library books are due');
    expect(page.text).not.toContain(PLACE);
    const emptied = await person.browser.submit(page, 'Remove');
    expect(emptied.address).toMatch(/certificates$/);
    expect(await onlyOrder(person.accountId)).toBeUndefined();
  });

  it('a draft belongs to its person', async () => {
    const owner = await signInStudent(test);
    const check = await draftOrder(owner);
    const other = await signInStudent(test);
    for (const page of ['student-number', 'certificates', 'check']) {
      const address = check.address.replace(/check$/, page);
      expect((await other.browser.visit(address)).status).toBe(404);
      expect((await other.browser.visit(address.replace(/[0-9a-f-]{36}/, 'x'))).status).toBe(404);
    }
  });
});

describe('pressing twice', () => {
  it('places one order, however many times the form arrives at once (R-180)', async () => {
    const person = await signInStudent(test);
    const check = await draftOrder(person);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => person.browser.submit(check, PLACE, {}, { follow: false })),
    );
    const order = await onlyOrder(person.accountId);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    for (const { headers } of answers) expect(headers.location).toContain(order?.id);
    expect(order?.payments.length).toBe(1);
  });

  it('places only so many in an hour, and says when there may be more', async () => {
    const person = await signInStudent(test);
    const { deps } = test;
    const [placing, paying] = [ORDER_LIMITS.placing, ORDER_LIMITS.paying].map((limit) =>
      createAttemptLimit(deps, limit),
    );
    const { pay } = await placeTestOrder(person);
    const check = await draftOrder(person);
    for (let used = 1; used < ORDER_LIMITS.placing.attempts; used += 1) {
      await placing?.count(person.accountId);
    }
    for (let used = 0; used < ORDER_LIMITS.paying.attempts; used += 1) {
      await paying?.count(person.accountId);
    }
    paypal.forget();
    for (const [page, button] of [
      [check, PLACE],
      [pay, 'Go to PayPal'],
    ] as const) {
      const answer = await person.browser.submit(page, button);
      expect([answer.status, answer.heading]).toEqual([429, 'Please wait a little']);
      expect(answer.headers['retry-after']).toMatch(/GMT$/);
      expect(answer.text).toContain('(Japan time)');
    }
    expect(paypal.created).toEqual([]);
    expect(await onlyOrder(person.accountId)).toBeDefined();
  });

  it('gives consecutive numbers to parallel orders, and none is lost to a double submit (R-174)', async () => {
    const people = [];
    for (let each = 0; each < 3; each += 1) people.push(await signInStudent(test));
    await Promise.all(
      people.map(async (person) => {
        const check = await draftOrder(person);
        await Promise.all([1, 2].map(() => person.browser.submit(check, PLACE)));
      }),
    );
    const numbers = (await orders())
      .map(({ issueNumber }) => Number(issueNumber))
      .sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => 10_001 + index));
  });

  it('leads back to the order by the back button or a second tab (R-180)', async () => {
    const person = await signInStudent(test);
    const check = await draftOrder(person);
    await person.browser.submit(check, PLACE);
    const order = await onlyOrder(person.accountId);
    const again = await person.browser.visit(check.address);
    expect(again.address).toBe(`/aomine/orders/${order?.id}`);
    const tab = await person.browser.submit(check, PLACE);
    expect(tab.address).toBe(`/aomine/orders/${order?.id}`);
    await onlyOrder(person.accountId);
  });
});

it('goes on when Temporal is away: the order stands, the schedule starts its life (R-326)', async () => {
  test.lives.answer({
    startOrder: async () => {
      throw new LifeUnreachable('away');
    },
  });
  const person = await signInStudent(test);
  const { pay } = await placeTestOrder(person);
  expect(pay.heading).toBe('You are going to the payment page');
  expect((await onlyOrder(person.accountId))?.startedAt).toBeNull();
});
