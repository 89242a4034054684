import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import type { Browser, Visited } from '../../tests/support/browse.ts';
import { createOrder } from '../../tests/support/desk.ts';
import { refuses } from '../../tests/support/recorded-lives.ts';
import { createStaff, signInStaff } from '../../tests/support/staff.ts';
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

const address = (taskId: string) => `/aomine/staff/tasks/${taskId}`;
const taskRow = (id: string) => test.database.prisma.staffTask.findUniqueOrThrow({ where: { id } });
const actionsOn = async (...ids: string[]) =>
  (
    await test.database.prisma.auditEntry.findMany({
      where: { entityId: { in: ids } },
      orderBy: { id: 'asc' },
    })
  ).map(({ action }) => action);
const unreachable = async (): Promise<never> => {
  throw new LifeUnreachable('away');
};
const formOf = (page: Visited): Record<string, string> => ({
  _csrf: String(page.$('main input[name=_csrf]').first().val()),
  seen: String(page.$('main input[name=seen]').first().val()),
});

describe('an order that staff cancel (R-190, R-304, X-33)', () => {
  const cancelPage = (orderId: string) => `/aomine/staff/orders/${orderId}/cancel`;
  const WHY = { reason: 'Ordered twice by mistake.' };
  const approval = (orderId: string) =>
    test.database.prisma.staffTask.findUnique({
      where: { kind_reference: { kind: 'refund_approval', reference: orderId } },
    });

  it('is cancelled at once by whoever may refund a small sum, with the reason kept', async () => {
    const order = await createOrder(test, { totalYen: 1_300 });
    const page = await first.visit(cancelPage(order.id));
    expect(page.text).toContain('Goes back¥1,300');
    expect((await first.submit(page, 'Cancel the order')).status).toBe(400);
    const done = await first.submit(page, 'Cancel the order', WHY);
    expect(done.text).toContain('The order is cancelled');
    const [[orderId, request] = []] = test.lives.told('cancelOrder');
    expect(orderId).toBe(order.id);
    expect(request).toMatchObject({ cause: 'cancelled_by_staff', mostYen: 1_300 });
    expect(await approval(order.id)).toMatchObject({ state: 'done', note: WHY.reason });
    expect(await actionsOn(order.id)).toContain('refund_requested_by_staff');
  });

  it('waits for somebody else where the sum is large, and for an accountant where the asker is none', async () => {
    for (const [asker, totalYen] of [
      [first, LARGE],
      [callCentre, 400],
    ] as const) {
      test.lives.forget();
      const order = await createOrder(test, { totalYen });
      await asker.submit(await asker.visit(cancelPage(order.id)), 'Request approval', WHY);
      expect(test.lives.told('cancelOrder')).toEqual([]);
      const waiting = await approval(order.id);
      expect(waiting).toMatchObject({ state: 'awaiting_second', amountYen: totalYen });
      const own = await asker.visit(address(waiting?.id ?? ''));
      expect(own.text).not.toContain('Approve and refund');
      await second.submit(await second.visit(address(waiting?.id ?? '')), 'Approve and refund');
      expect(test.lives.told('cancelOrder')).toHaveLength(1);
    }
  });

  it('is approved or declined, never both, at the same moment', async () => {
    const order = await createOrder(test, { totalYen: LARGE });
    await first.submit(await first.visit(cancelPage(order.id)), 'Request approval', WHY);
    const taskId = (await approval(order.id))?.id ?? '';
    const [page, own] = [await second.visit(address(taskId)), await first.visit(address(taskId))];
    const answers = await Promise.all([
      second.post(
        address(taskId),
        { ...formOf(page), action: 'approve_refund' },
        { follow: false },
      ),
      first.post(
        address(taskId),
        { ...formOf(own), action: 'decline_refund', note: 'A mistake.' },
        { follow: false },
      ),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const { action } = await taskRow(taskId);
    expect(test.lives.told('cancelOrder')).toHaveLength(action === 'approve_refund' ? 1 : 0);
  });

  it('that was declined may be asked for again; that waits is asked for once', async () => {
    const order = await createOrder(test, { totalYen: LARGE });
    const ask = async () =>
      first.submit(await first.visit(cancelPage(order.id)), 'Request approval', WHY);
    await ask();
    expect((await ask()).text).toContain('Approval was requested before');
    const taskId = (await approval(order.id))?.id ?? '';
    const page = await second.visit(address(taskId));
    const declined = await second.submit(page, 'Decline', { note: 'Ask the student first.' });
    expect(declined.text).toContain('Ask the student first.');
    expect((await ask()).text).toContain('Approval is requested');
  });

  it('says why when its life refuses, and lets it be sent again when nobody knows', async () => {
    const order = await createOrder(test, { totalYen: 400 });
    test.lives.answer({ cancelOrder: refuses('AlreadyPrinted') });
    const refused = await first.submit(
      await first.visit(cancelPage(order.id)),
      'Cancel the order',
      WHY,
    );
    expect(refused.text).toContain('It could not be cancelled');
    const taskId = (await approval(order.id))?.id ?? '';
    expect((await first.visit(address(taskId))).text).toContain('Something had been printed');

    const other = await createOrder(test, { totalYen: 400 });
    test.lives.answer({ cancelOrder: unreachable });
    const page = await first.visit(cancelPage(other.id));
    expect((await first.submit(page, 'Cancel the order', WHY)).text).toContain('not known yet');
    const open = await approval(other.id);
    expect(open).toMatchObject({ state: 'open' });
    test.lives.forget();
    const done = await first.submit(
      await first.visit(address(open?.id ?? '')),
      'Approve and refund',
    );
    expect(done.text).toContain('The order is cancelled, and the refund is under way');
  });

  it('returns no more than was decided about, also when it is sent again after the order was paid (X-33)', async () => {
    const order = await createOrder(test, { state: 'awaiting_payment', totalYen: LARGE });
    test.lives.answer({ cancelOrder: unreachable });
    await callCentre.submit(await callCentre.visit(cancelPage(order.id)), 'Cancel the order', WHY);
    test.lives.forget();
    await test.database.prisma.order.update({
      where: { id: order.id },
      data: { state: 'printable', paidAt: new Date() },
    });
    const again = await second.visit(address((await approval(order.id))?.id ?? ''));
    await second.submit(again, 'Approve and refund');
    expect(test.lives.told('cancelOrder')).toMatchObject([[order.id, { mostYen: 0 }]]);
  });

  it('is not cancelled once something was printed, nor for a sum that nobody saw', async () => {
    const printed = await createOrder(test, { state: 'partly_printed' });
    const page = await first.visit(cancelPage(printed.id));
    expect(page.text).toContain('cannot be cancelled any more');
    expect(page.$('main form')).toHaveLength(0);
    const order = await createOrder(test, { totalYen: 900 });
    const { _csrf = '' } = formOf(await first.visit(cancelPage(order.id)));
    const wrong = await first.post(cancelPage(order.id), { _csrf, refundYen: '1', ...WHY });
    expect([wrong.status, wrong.text.includes('has changed')]).toEqual([409, true]);
    expect(test.lives.told('cancelOrder')).toEqual([]);
  });
});
