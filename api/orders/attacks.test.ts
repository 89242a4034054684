import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { browse } from '../../tests/support/browse.ts';
import type { Visited } from '../../tests/support/browse.ts';
import { draftOrder, PLACE, recordPayPal } from '../../tests/support/orders.ts';
import { enrolStudent, signInStudent } from '../../tests/support/people.ts';
import type { SignedIn } from '../../tests/support/people.ts';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({
    paypal: recordPayPal(),
    clock: () => new Date('2026-11-21T06:30:00Z'),
  });
});
afterAll(() => test.close());

const csrfOf = (page: Visited) => String(page.$('main input[name=_csrf]').val());
const ordersOf = (accountId: string) =>
  test.database.prisma.order.findMany({
    where: { accountId },
    include: { lines: true, payments: true },
  });
const draftIn = (page: Visited) => /drafts\/([0-9a-f-]{36})/.exec(page.address)?.[1] ?? '';
const itemsOf = async (draft: string) => {
  const { data } = await test.database.prisma.orderDraft.findUniqueOrThrow({
    where: { id: draft },
  });
  return (data as { items: unknown[] }).items;
};

describe('posts that no page of ours sends (R-167, R-171, R-176)', () => {
  let person: SignedIn;
  let check: Visited;
  beforeEach(async () => {
    person = await signInStudent(test);
    check = await draftOrder(person);
  });

  it('with a price, copies, certificates or number of their own change nothing', async () => {
    const stranger = await enrolStudent(test);
    const [foreign = ''] = stranger.affiliationIds;
    await person.browser.submit(check, PLACE, {}, { follow: false });
    const [order] = await ordersOf(person.accountId);
    const again = await draftOrder(person);
    await person.browser.post(again.address, {
      _csrf: csrfOf(again),
      shownTotal: '500',
      method: 'card',
      totalYen: '1',
      issueFeeYen: '1',
      unitFeeYen: '1',
      copies: '9',
      kind: 'degree',
      affiliation: foreign,
      affiliationId: foreign,
      accountId: '0b6f5a52-0000-4000-8000-000000000001',
      'items[0][copies]': '9',
      'copies-degree-ja': '9',
    });
    const [first, second] = await ordersOf(person.accountId);
    const facts = ({ totalYen, lines, payments }: NonNullable<typeof first>) => ({
      totalYen,
      lines: lines.map(({ affiliationId, certificateKind, copies }) => ({
        affiliationId,
        certificateKind,
        copies,
      })),
      payments: payments.map(({ amountYen }) => amountYen),
    });
    if (!order || !first || !second) throw new Error('two orders were to be placed');
    expect(facts(second)).toEqual(facts(first));
    expect(facts(first)).toEqual({
      totalYen: 500,
      lines: [
        {
          affiliationId: person.student.affiliationIds[0],
          certificateKind: 'enrolment',
          copies: 1,
        },
      ],
      payments: [500],
    });
  });

  it('with another total than that of now are asked again, and nothing is ordered', async () => {
    for (const shownTotal of ['', '0', '-500', '4e2', '500.0', '５００', '499', '9'.repeat(40)]) {
      const answer = await person.browser.submit(check, PLACE, { shownTotal });
      expect([shownTotal, answer.status]).toEqual([shownTotal, 409]);
    }
    expect(await ordersOf(person.accountId)).toEqual([]);
  });

  it('with certificates that are not offered are as if nothing had been chosen', async () => {
    const address = check.address.replace(/check$/, 'certificates');
    const csrf = csrfOf(await person.browser.visit(address));
    const bodies: Record<string, string>[] = [
      { 'copies-degree-ja': '1' },
      { 'copies-graduation-ja': '1' },
      { 'copies-enrolment-fr': '1' },
      { 'copies-enrolment-ja[]': '1' },
      { 'copies-enrolment-ja[copies]': '1' },
      { 'copies-__proto__-ja': '1' },
    ];
    for (const body of bodies) {
      const answer = await person.browser.post(address, { _csrf: csrf, ...body });
      expect([answer.status, answer.$('.error-summary').text()]).toEqual([
        400,
        expect.stringContaining('at least one certificate'),
      ]);
    }
    expect(await itemsOf(draftIn(check))).toMatchObject([{ kind: 'enrolment', copies: 1 }]);
  });

  it.each([
    ['2 ', 2],
    ['０２', 2],
    ['９部', 9],
  ])(
    'with %j copies are %i copies, in whatever width they are typed (R-168)',
    async (typed, copies) => {
      const page = await draftOrder(person, { 'Certificate of Enrollment (Japanese)': typed });
      expect(await itemsOf(draftIn(page))).toMatchObject([{ kind: 'enrolment', copies }]);
    },
  );

  it('with a student number of somebody else show and order nothing of it', async () => {
    const stranger = await enrolStudent(test, { studentNumbers: ['77S7777'] });
    const [foreign = ''] = stranger.affiliationIds;
    const page = await person.browser.visit(
      `${check.address.replace(/check$/, 'certificates')}?number=${foreign}`,
    );
    expect(page.text).not.toContain('77S7777');
    // Even if it stood in the draft, by a mistake of ours.
    const item = { affiliationId: foreign, kind: 'enrolment', language: 'ja', copies: 1 };
    await test.database.prisma.orderDraft.update({
      where: { id: draftIn(check) },
      data: { data: { affiliationId: foreign, items: [item] } },
    });
    const shown = await person.browser.visit(check.address);
    expect(shown.text).toContain('does not have this student ID number any more');
    expect(shown.html).not.toContain('77S7777');
    const answer = await person.browser.post(check.address, {
      _csrf: csrfOf(shown),
      shownTotal: '500',
      method: 'card',
    });
    expect(answer.status).toBe(409);
    expect(await ordersOf(person.accountId)).toEqual([]);
  });

  it('with a destination that is not offered begin nothing (R-166)', async () => {
    const count = () =>
      test.database.prisma.orderDraft.count({ where: { accountId: person.accountId } });
    const before = await count();
    const top = await person.browser.visit('/aomine/top');
    for (const destination of ['campus_machine', 'moon', '']) {
      const answer = await person.browser.submit(top, 'Print at a convenience store', {
        destination,
      });
      expect(answer.address).toBe('/aomine/top');
    }
    expect(await count()).toBe(before);
  });

  it('that take out what is not in the basket take out nothing', async () => {
    const csrf = csrfOf(check);
    for (const remove of ['', '1', `${person.student.affiliationIds[0]} enrolment en`]) {
      const page = await person.browser.post(check.address, { _csrf: csrf, remove });
      expect(page.text).toContain('Total¥500');
    }
  });
});

describe('drafts of others', () => {
  it('are not there, for any page and any post', async () => {
    const owner = await signInStudent(test);
    const check = await draftOrder(owner);
    const thief = await signInStudent(test);
    const own = await draftOrder(thief);
    const csrf = csrfOf(own);
    for (const page of ['student-number', 'certificates', 'check']) {
      const address = check.address.replace(/check$/, page);
      expect((await thief.browser.visit(address)).status).toBe(404);
      const body = {
        _csrf: csrf,
        shownTotal: '500',
        method: 'card',
        affiliation: 'x',
        remove: 'x',
      };
      expect((await thief.browser.post(address, body)).status).toBe(404);
    }
    const elsewhere = await owner.browser.visit(check.address.replace('aomine', 'rakuo'));
    expect(elsewhere.address).toMatch(/^\/rakuo\/sign-in/);
    expect(await ordersOf(thief.accountId)).toEqual([]);
    expect(await itemsOf(draftIn(check))).toHaveLength(1);
  });
});

it('a draft that two devices send at once becomes one order (R-180)', async () => {
  const person = await signInStudent(test);
  const check = await draftOrder(person);
  const other = await signInStudent(test, { student: person.student });
  const seen = await other.browser.visit(check.address);
  const answers = await Promise.all([
    person.browser.submit(check, PLACE, {}, { follow: false }),
    other.browser.submit(seen, PLACE, {}, { follow: false }),
    person.browser.submit(check, PLACE, {}, { follow: false }),
  ]);
  const [order, ...more] = await ordersOf(person.accountId);
  expect(more).toEqual([]);
  for (const { status, headers } of answers) {
    expect([status, headers.location]).toEqual([303, expect.stringContaining(String(order?.id))]);
  }
});

it('nobody without a login, and no form without its token, begins or places anything', async () => {
  const person = await signInStudent(test);
  const check = await draftOrder(person);
  const nobody = browse(test.app);
  expect((await nobody.visit(check.address, { follow: false })).status).toBe(303);
  const forged = await person.browser.post(check.address, { shownTotal: '500', method: 'card' });
  expect(forged.status).not.toBe(303);
  expect(await ordersOf(person.accountId)).toEqual([]);
});
