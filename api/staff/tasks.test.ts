import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import type { Browser, Visited } from '../../tests/support/browse.ts';
import { createOrder, createOwed, createTask } from '../../tests/support/desk.ts';
import { createStaff, signInStaff } from '../../tests/support/staff.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { StaffTaskKind } from '../../domain/staff/tasks.ts';
import { LifeUnreachable } from '../../platform/lives.ts';

let test: TestApp;
/** Two accountants, and somebody at the call centre. */
let first: Browser;
let second: Browser;
let callCentre: Browser;

beforeAll(async () => {
  test = await createTestApp();
  first = await signInStaff(test, await createStaff(test, { roles: ['accountant'] }));
  second = await signInStaff(test, await createStaff(test, { roles: ['accountant'] }));
  callCentre = await signInStaff(test, await createStaff(test, { roles: ['call_centre'] }));
}, 60_000);
afterAll(() => test.close());
beforeEach(() => test.lives.forget());

const LARGE = 12_400;
const today = () => tokyoDate(new Date());
const payout = (changes: object = {}) => ({
  paidOn: today(),
  way: 'bank_transfer',
  reference: '2026-1182',
  ...changes,
});
const RECORD = 'Write down the payout';
const CONFIRM = 'I confirm the payout';

const address = (taskId: string) => `/aomine/staff/tasks/${taskId}`;
const taskRow = (id: string) => test.database.prisma.staffTask.findUniqueOrThrow({ where: { id } });
const refundRow = (id: string) => test.database.prisma.refund.findUniqueOrThrow({ where: { id } });
const actionsOn = async (...ids: string[]) =>
  (
    await test.database.prisma.auditEntry.findMany({
      where: { entityId: { in: ids } },
      orderBy: { id: 'asc' },
    })
  ).map(({ action }) => action);
const owed = async (amountYen = 400, more: Parameters<typeof createOwed>[1] | object = {}) =>
  createOwed(test, { order: await createOrder(test), amountYen, ...more });
const unreachable = async (): Promise<never> => {
  throw new LifeUnreachable('away');
};
const formOf = (page: Visited): Record<string, string> => ({
  _csrf: String(page.$('main input[name=_csrf]').first().val()),
  seen: String(page.$('main input[name=seen]').first().val()),
});

describe('the desk (R-304)', () => {
  it('counts what waits by kind, the oldest first, and what this person can do before the rest', async () => {
    const staff = await createStaff(test, { university: 'mukono', roles: ['accountant'] });
    const browser = await signInStaff(test, staff);
    expect((await browser.visit('/mukono/staff')).text).toContain('There is nothing to do');
    const order = await createOrder(test, { university: 'mukono' });
    const kinds: StaffTaskKind[] = ['overprinted', 'difference', 'owed_money', 'owed_money'];
    for (const kind of kinds) await createTask(test, order, { kind });
    const page = await browser.visit('/mukono/staff');
    const links = page.$('#work-heading').parent().find('h3').toArray();
    expect(links.map((one) => page.$(one).text().replace(/\s+/g, ' '))).toEqual([
      'Books that differ 1',
      'Cash to be paid back 2',
      'More printed than ordered 1',
    ]);
    expect(page.text).toContain('Another role takes care of these.');
  });
});

describe('the list of what there is to do (R-190, R-304, R-306)', () => {
  it('shows this university’s alone, oldest first, in pages, and finds by kind and state', async () => {
    const staff = await createStaff(test, { university: 'saikai', roles: ['auditor'] });
    const browser = await signInStaff(test, staff);
    const order = await createOrder(test, { university: 'saikai' });
    for (let count = 0; count < 23; count += 1) {
      await createTask(test, order, { kind: count === 5 ? 'overprinted' : 'difference' });
    }
    await owed();
    const page = await browser.visit('/saikai/staff/tasks');
    expect(page.$('main .card')).toHaveLength(20);
    const next = await browser.follow(page, 'Next page');
    expect(next.$('main .card')).toHaveLength(3);
    expect(page.$('main .card').text()).not.toContain('Cash to be paid back');
    const times = [...page.$('main .card time').toArray(), ...next.$('main .card time').toArray()];
    const instants = times.map((time) => String(page.$(time).attr('datetime')));
    expect(instants).toEqual([...instants].sort());
    const found = await browser.visit('/saikai/staff/tasks?kind=overprinted');
    expect(found.$('main .card')).toHaveLength(1);
    expect((await browser.visit('/saikai/staff/tasks?state=done')).text).toContain(
      'Nothing is done',
    );
  });

  it('shows whoever may not act who may, and takes nothing from them', async () => {
    const { taskId } = await owed();
    const page = await callCentre.visit(address(taskId));
    expect(page.text).toContain('Roles that can do this: Accountant');
    expect(page.$('main form')).toHaveLength(0);
    const { _csrf } = formOf(await callCentre.visit('/aomine/staff/orders'));
    const refused = await callCentre.post(address(taskId), {
      ...{ _csrf: _csrf ?? '', seen: 'open', action: 'record_payout' },
      ...payout(),
    });
    expect(refused.status).toBe(403);
    expect(await taskRow(taskId)).toMatchObject({ state: 'open', doneBy: null });
  });
});

describe('a payout (R-190, R-325, I2)', () => {
  it('is written down with its audit rows, and the life that waits for it is told', async () => {
    const { taskId, refundId, captureId } = await owed();
    const page = await first.visit(address(taskId));
    expect(page.text).toContain('Paid after the deadline');
    expect(page.text).toContain('¥400');
    const done = await first.submit(page, RECORD, payout());
    expect(done.text).toContain('The payout is written down');
    expect(await refundRow(refundId)).toMatchObject({
      channel: 'payout',
      payoutReference: '2026-1182',
      paidOutAt: expect.any(Date) as Date,
      paidOutBy: expect.stringMatching(/^staff:/) as string,
    });
    expect(await taskRow(taskId)).toMatchObject({ state: 'done', action: 'record_payout' });
    expect(test.lives.told('recordPayout')).toEqual([[{ captureId }]]);
    expect(await actionsOn(taskId, refundId)).toEqual([
      'task_opened',
      'task_done',
      'payout_recorded',
    ]);
  });

  it('of an order’s own refund tells the order’s life', async () => {
    const order = await createOrder(test, { state: 'refunding' });
    const { taskId } = await createOwed(test, { order, cause: 'cancelled_by_staff' });
    await first.submit(await first.visit(address(taskId)), RECORD, payout());
    expect(test.lives.told('recordPayout')).toEqual([[{ orderId: order.id }]]);
  });

  it.each([
    ['a day to come', { paidOn: '2099-01-01' }, 'lies in the future'],
    ['a day before it was owed', { paidOn: '2020-01-01' }, 'before the day on which it was owed'],
    ['no day', { paidOn: '2026-02-30' }, 'Enter a day'],
    ['no way', { way: '' }, 'Choose how it was paid'],
    ['no number', { reference: ' ' }, 'Enter a number by which it is found'],
  ])('with %s comes back, and nothing typed is lost', async (_, wrong, words) => {
    const { taskId, refundId } = await owed();
    const typed = payout(wrong) as Record<string, string>;
    const page = await first.submit(await first.visit(address(taskId)), RECORD, typed);
    expect([page.status, page.text.includes(words)]).toEqual([400, true]);
    expect(page.$('input[name=paidOn]').val()).toBe(typed.paidOn);
    expect((await refundRow(refundId)).paidOutAt).toBeNull();
  });

  it('that is large is written down by one and confirmed by another, never by the same (X-33)', async () => {
    const { taskId, refundId } = await owed(LARGE);
    const own = await first.submit(await first.visit(address(taskId)), RECORD, payout());
    expect(own.text).toContain('a second person must confirm');
    expect(own.text).not.toContain(CONFIRM);
    const again = await first.post(address(taskId), { ...formOf(own), action: 'record_payout' });
    expect([again.status, again.text.includes('cannot confirm it')]).toEqual([409, true]);
    expect((await refundRow(refundId)).paidOutAt).toBeNull();
    expect(test.lives.told('recordPayout')).toEqual([]);

    const other = await second.visit(address(taskId));
    expect(other.text).toContain('2026-1182');
    await second.submit(other, CONFIRM);
    expect(await refundRow(refundId)).toMatchObject({ payoutReference: '2026-1182' });
    expect(test.lives.told('recordPayout')).toHaveLength(1);
    expect(await actionsOn(taskId, refundId)).toEqual([
      'task_opened',
      'task_first_approved',
      'task_done',
      'payout_recorded',
    ]);
  });

  it('that a second person declines is open again, with the reason', async () => {
    const { taskId } = await owed(LARGE);
    await first.submit(await first.visit(address(taskId)), RECORD, payout());
    const seenBefore = await second.visit(address(taskId));
    const declined = await second.submit(seenBefore, 'Decline', {
      note: 'The transfer came back.',
    });
    expect(declined.text).toContain('The transfer came back.');
    const page = await first.visit(address(taskId));
    await first.submit(page, RECORD, payout({ reference: 'corrected' }));
    // Whoever still has the first entry before them does not confirm the second one unseen.
    const stale = await second.post(address(taskId), {
      ...formOf(seenBefore),
      action: 'record_payout',
    });
    expect([stale.status, stale.text.includes('Somebody else was faster')]).toEqual([409, true]);
    expect((await taskRow(taskId)).state).toBe('awaiting_second');
  });

  it('is done once, whoever presses how often at the same moment', async () => {
    const { taskId, refundId } = await owed();
    const pages = [await first.visit(address(taskId)), await second.visit(address(taskId))];
    const answers = await Promise.all(
      [first, second, first, second].map((browser, index) =>
        browser.post(
          address(taskId),
          { ...formOf(pages[index % 2] as Visited), action: 'record_payout', ...payout() },
          { follow: false },
        ),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409]);
    expect(test.lives.told('recordPayout')).toHaveLength(1);
    expect((await actionsOn(refundId)).filter((one) => one === 'payout_recorded')).toHaveLength(1);
  });

  it.each([
    ['being tried at the provider this moment', LARGE, { state: 'requested' }],
    ['of another sum by now', 400, { amountYen: 150 }],
  ])('of money that is %s is not written down (I2)', async (_how, amountYen, change) => {
    const { taskId, refundId } = await owed(amountYen, { kind: 'refund_refused' });
    const page = await first.visit(address(taskId));
    await test.database.prisma.refund.update({ where: { id: refundId }, data: change });
    const stale = await first.submit(page, RECORD, payout());
    expect(stale.status).toBe(409);
    expect(await taskRow(taskId)).toMatchObject({ state: 'open', firstBy: null });
    expect((await refundRow(refundId)).paidOutAt).toBeNull();
  });

  it('is not written down by whoever was shown another sum (I2)', async () => {
    const { taskId } = await owed(700);
    const page = await first.visit(address(taskId));
    await test.database.prisma.staffTask.update({
      where: { id: taskId },
      data: { amountYen: 300 },
    });
    expect((await first.submit(page, RECORD, payout())).status).toBe(409);
    expect((await taskRow(taskId)).state).toBe('open');
  });

  it('of money that no order explains is kept on its task', async () => {
    const order = { ...(await createOrder(test)), id: null };
    const taskId = await createTask(test, order, { kind: 'owed_money', amountYen: 400 });
    await first.submit(await first.visit(address(taskId)), RECORD, payout());
    const { state, facts } = await taskRow(taskId);
    expect([state, facts]).toMatchObject(['done', { payoutReference: '2026-1182' }]);
  });

  it('whose life cannot be told stays written down, and says that it goes on by itself', async () => {
    const { taskId, refundId } = await owed();
    test.lives.answer({ recordPayout: unreachable });
    const done = await first.submit(await first.visit(address(taskId)), RECORD, payout());
    expect(done.text).toContain('do not write it down again');
    expect((await refundRow(refundId)).paidOutAt).not.toBeNull();
  });
});

describe('what could not be done (R-190, R-304)', () => {
  it('a refused refund is tried again, and the task stays until it worked', async () => {
    const { taskId, captureId } = await owed(400, { kind: 'refund_refused' });
    const page = await first.visit(address(taskId));
    expect(page.text).toContain('REFUND_NOT_ALLOWED');
    const tried = await first.submit(page, 'Try again');
    expect(tried.text).toContain('It is being tried again');
    expect(test.lives.told('recordPayout')).toEqual([[{ captureId }]]);
    expect((await taskRow(taskId)).state).toBe('open');
    expect(await actionsOn(taskId)).toContain('task_tried_again');
  });

  it('documents that no network took are tried again', async () => {
    const order = await createOrder(test, { state: 'preparing', attention: 'print_refused' });
    const taskId = await createTask(test, order, { kind: 'print_refused' });
    await callCentre.submit(await callCentre.visit(address(taskId)), 'Try again');
    expect(test.lives.told('retryIssuance')).toEqual([[order.id]]);
  });

  it('books that differ are settled with a note, and not without', async () => {
    const facts = { provider: 'paypal', ordersYen: 400, journalYen: 400, providerYen: 800 };
    const taskId = await createTask(test, await createOrder(test), { kind: 'difference', facts });
    const page = await first.visit(address(taskId));
    expect(page.text).toContain('By the provider¥800');
    expect((await first.submit(page, 'Mark as settled')).status).toBe(400);
    const done = await first.submit(page, 'Mark as settled', { note: 'Booked a day later.' });
    expect(done.text).toContain('Booked a day later.');
    expect(await taskRow(taskId)).toMatchObject({ state: 'done', action: 'note_as_settled' });
    const again = await first.post(address(taskId), {
      ...formOf(page),
      ...{ action: 'note_as_settled', note: 'twice' },
    });
    expect([again.status, again.text.includes('done already')]).toEqual([409, true]);
  });

  it('is settled by one of two who write their notes at the same moment', async () => {
    const taskId = await createTask(test, await createOrder(test), { kind: 'difference' });
    const pages = [await first.visit(address(taskId)), await second.visit(address(taskId))];
    await Promise.all(
      [first, second].map((browser, index) =>
        browser.post(address(taskId), {
          ...formOf(pages[index] as Visited),
          ...{ action: 'note_as_settled', note: `note ${index}` },
        }),
      ),
    );
    expect((await actionsOn(taskId)).filter((one) => one === 'task_done')).toHaveLength(1);
  });
});
