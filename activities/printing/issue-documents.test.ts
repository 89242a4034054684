import { ApplicationFailure } from '@temporalio/common';
import { samplePdf } from '../../simulators/print-documents/sample-pdf.ts';
import { createActivityWorld, DAY, MINUTE } from '../../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../../tests/support/activity-world.ts';
import { checkInvariants } from '../../tests/support/invariants.ts';
import { failureOf } from '../../tests/support/paypal-town.ts';

/** A character that no font has. */
const MISSING_GLYPH = '\u{2A6DF}\u{E01EF}';
const PATIENCE = 2_000;

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  world.deps.readyPatience = PATIENCE;
});
afterEach(() => checkInvariants({ pool: world.database.pool, townUrl: world.payPal.town.url }));

const issue = ({ orderId }: TestOrder, attempt = 1) =>
  world.run('issueDocuments', { orderId, isUsable: true }, { attempt });

async function refusalOf(call: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await failureOf(call);
  if (!(error instanceof ApplicationFailure)) throw error;
  return error;
}

async function documentsOf({ orderId }: TestOrder) {
  const both = await Promise.all([
    world.documents('netprint', orderId),
    world.documents('network-print', orderId),
  ]);
  return both.flat();
}

async function codesOf({ orderId }: TestOrder): Promise<(string | null)[]> {
  return (await world.printJobs(orderId)).map(({ code }) => code);
}

describe('a paid order', () => {
  it('has a number at each network, told once by mail, with the payment that is complete (R-214, R-273, R-274)', async () => {
    const order = await world.placePaidOrder();
    const [netprint, networkPrint] = await codesOf(order);
    expect(netprint).toMatch(/^[A-Z0-9]{8}$/);
    expect(networkPrint).toMatch(/^[A-Z0-9]{10}$/);
    const [mail, ...more] = await world.mails(order.mailAddress);
    expect(more).toEqual([]);
    expect(mail?.text).toContain(netprint);
    expect(mail?.text).toContain(networkPrint);
    expect(mail?.html).toContain(netprint);
    expect(mail?.text).toMatch(/支払いが完了しました|Your payment is complete/);

    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(await documentsOf(order)).toHaveLength(2);
    expect(await world.mails(order.mailAddress)).toHaveLength(1);
  });

  it('is told with the day until which it works where its network forgets it before the deadline (R-214, R-218)', async () => {
    const order = await world.placeOrder();
    await world.database.pool.query(
      `UPDATE "order" SET print_deadline = print_deadline + interval '3 days'`,
    );
    await world.approve(order);
    await world.run('settlePayment', { orderId: order.orderId });
    const [mail] = await world.mails(order.mailAddress);
    for (const text of [mail?.text, mail?.html]) {
      expect(text?.match(/この番号は.*まで使えます/g)).toHaveLength(1);
    }
  });

  it('is never given a document that lies at the network under the same number', async () => {
    const order = await world.placeOrder({ networks: ['netprint'] });
    const { netprint } = world.deps.printNetworks;
    const stranger = await netprint.register({
      idempotencyKey: `aomine-${order.issueNumber}-1-n`,
      group: 'stranger',
      sibling: null,
      pdf: await samplePdf(1),
      paper: 'A4',
      colour: 'monochrome',
      copies: 1,
      expiresAt: order.printDeadline,
    });
    await world.approve(order);
    await world.run('settlePayment', { orderId: order.orderId });
    expect(await codesOf(order)).toEqual([expect.stringMatching(/^[A-Z0-9]{8}$/)]);
    expect(await codesOf(order)).not.toContain(stranger.jobRef);
  });

  it('has a document a line and network', async () => {
    const order = await world.placePaidOrder({ copies: [1, 2] });
    expect(await world.printJobs(order.orderId)).toHaveLength(4);
    expect((await documentsOf(order)).map(({ pages }) => pages)).toEqual([1, 1, 1, 1]);
  });

  it('is not registered after its window, whoever asks', async () => {
    const order = await world.placePaidOrder({ networks: ['netprint'] });
    await world.database.pool.query(`UPDATE "order" SET print_deadline = $2 WHERE id = $1`, [
      order.orderId,
      new Date(world.now().getTime() - 1),
    ]);
    expect(await refusalOf(issue(order))).toMatchObject({ type: 'NumbersNotReadyYet' });
  });
});

describe('while one network does not answer (R-326)', () => {
  it.each([
    ['is down', () => world.fault('netprint', '*', 'down')],
    [
      'is in maintenance',
      async () => {
        await world.post('/netprint/control/maintenance', { status: 'emergency' });
      },
    ],
  ])(
    'it %s: the other’s number can be used, and a second mail brings the rest',
    async (_how, stop) => {
      const order = await world.placeOrder();
      await world.approve(order);
      await stop();
      expect(await world.run('settlePayment', { orderId: order.orderId })).toEqual({
        kind: 'paid',
        issuance: { state: 'usable' },
      });
      expect(await world.order(order.orderId)).toEqual({ state: 'printable', attention: null });
      expect(await codesOf(order)).toEqual([null, expect.any(String)]);
      const { rows } = await world.database.pool.query(
        'SELECT network FROM print_job WHERE order_id = $1 AND delayed_since IS NOT NULL',
        [order.orderId],
      );
      expect(rows).toEqual([{ network: 'netprint' }]);

      const failure = await refusalOf(issue(order, 3));
      expect(failure).toMatchObject({ type: 'NumbersNotReadyYet', nonRetryable: false });
      expect(await world.mails(order.mailAddress)).toHaveLength(1);

      await world.noFaults();
      await world.post('/netprint/control/maintenance', { status: 'available' });
      expect(await issue(order)).toEqual({ state: 'complete' });
      expect(await issue(order)).toEqual({ state: 'complete' });
      const [first, second, ...more] = await world.mails(order.mailAddress);
      const [late] = await codesOf(order);
      expect(more).toEqual([]);
      expect(first?.text).not.toContain(late);
      expect(second?.text).toContain(late);
      expect(first?.messageId).not.toBe(second?.messageId);
      expect(await documentsOf(order)).toHaveLength(2);
    },
  );

  it('waits longer each time, at most five minutes and a fifth', async () => {
    const order = await world.placeOrder({ networks: ['netprint'] });
    await world.approve(order);
    await world.fault('netprint', '*', 'down');
    await world.run('settlePayment', { orderId: order.orderId });
    const pauses = [];
    for (const attempt of [1, 4, 30]) {
      pauses.push(Number((await refusalOf(issue(order, attempt))).nextRetryDelay));
    }
    const [first = 0, fourth = 0, last = 0] = pauses;
    expect(first).toBeLessThan(fourth);
    expect(fourth).toBeLessThan(last);
    expect(last).toBeLessThanOrEqual(6 * MINUTE);
  });

  it('leaves one document when the answer to its registration was lost', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.fault('netprint', 'register', 'drop-after');
    await world.fault('network-print', 'register', 'drop-after');
    await world.run('settlePayment', { orderId: order.orderId });
    expect(await issue(order)).toEqual({ state: 'complete' });
    const left = await documentsOf(order);
    expect(left.filter(({ end }) => end === null).map(({ name }) => name)).toHaveLength(
      new Set(left.map(({ name }) => name)).size,
    );
  });

  it('does not wait for a conversion that takes its time', async () => {
    world.deps.readyPatience = 300;
    await world.post('/netprint/control/processing', { delayMs: null });
    const order = await world.placePaidOrder({ networks: ['netprint'] });
    expect(await world.order(order.orderId)).toMatchObject({ state: 'preparing' });
    expect(await world.mails(order.mailAddress)).toEqual([]);
    await world.post('/netprint/control/finish');
    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(await world.order(order.orderId)).toMatchObject({ state: 'printable' });
  });
});

describe('what no network prints', () => {
  it('is blocked, with a note for staff, when each refuses it', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.fault('netprint', 'register', 'refuse');
    await world.fault('network-print', 'register', 'refuse');
    expect(await world.run('settlePayment', { orderId: order.orderId })).toEqual({
      kind: 'paid',
      issuance: { state: 'blocked' },
    });
    expect(await world.order(order.orderId)).toEqual({
      state: 'preparing',
      attention: 'print_refused',
    });
    const [mail, ...more] = await world.mails(order.mailAddress);
    expect(more).toEqual([]);
    expect(mail?.text).not.toMatch(/予約番号|ユーザー番号/);
    const { rows } = await world.database.pool.query(
      'SELECT kind, reference, state FROM staff_task',
    );
    expect(rows).toEqual([{ kind: 'print_refused', reference: order.orderId, state: 'open' }]);
  });

  it('is offered to them again when staff have settled it', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.fault('netprint', 'register', 'refuse');
    await world.fault('network-print', 'register', 'refuse');
    await world.run('settlePayment', { orderId: order.orderId });
    await world.fault('netprint', 'register', 'refuse');
    await world.fault('network-print', 'register', 'refuse');
    expect(await issue(order)).toEqual({ state: 'blocked' });
    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(await world.order(order.orderId)).toEqual({ state: 'printable', attention: null });
    expect(await documentsOf(order)).toHaveLength(2);
  });

  it('is complete when only one refuses it: the mail names the other', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.fault('netprint', 'register', 'refuse');
    expect(await world.run('settlePayment', { orderId: order.orderId })).toMatchObject({
      issuance: { state: 'complete' },
    });
    expect(await world.order(order.orderId)).toMatchObject({ state: 'printable' });
    const [mail] = await world.mails(order.mailAddress);
    expect(mail?.text).toContain('ユーザー番号');
    expect(mail?.text).not.toContain('プリント予約番号');
  });

  it('goes to staff before any network has it, when a character of the name cannot be drawn; who paid is told that the money is here (R-274)', async () => {
    const order = await world.placePaidOrder({ person: { nameJa: `金糸雀 ${MISSING_GLYPH}` } });
    expect(await world.order(order.orderId)).toEqual({
      state: 'preparing',
      attention: 'missing_glyph',
    });
    const [told] = await world.mails(order.mailAddress);
    expect(told?.subject).toMatch(/お支払いを確認しました\(/);
    expect(told?.text).toContain('全額をお返しします');
    for (const party of ['netprint', 'network-print']) {
      const ledger = await fetch(`${world.payPal.town.url}/control/ledger/${party}`);
      expect(await ledger.json()).toMatchObject({ documents: [] });
    }
    // Staff have mended it: the note goes, the numbers come.
    await world.database.pool.query(
      `UPDATE "order" SET frozen_person = jsonb_set(frozen_person, '{nameJa}', '"金糸雀 花子"') WHERE id = $1`,
      [order.orderId],
    );
    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(await world.order(order.orderId)).toEqual({ state: 'printable', attention: null });
  });

  it('leaves a note that is about something else', async () => {
    const order = await world.placeOrder();
    await world.approve(order);
    await world.fault('netprint', '*', 'down');
    await world.run('settlePayment', { orderId: order.orderId });
    await world.database.pool.query(
      `UPDATE "order" SET attention = 'refund_refused' WHERE id = $1`,
      [order.orderId],
    );
    await world.noFaults();
    expect(await issue(order)).toEqual({ state: 'complete' });
    expect(await world.order(order.orderId)).toMatchObject({ attention: 'refund_refused' });
  });
});

describe('the window closes while a document is on its way', () => {
  it('takes it back, and gives no number', async () => {
    const order = await world.placeOrder({ networks: ['netprint'] });
    await world.approve(order);
    await world.fault('netprint', '*', 'down');
    await world.run('settlePayment', { orderId: order.orderId });
    await world.noFaults();

    await world.fault('netprint', 'register', 'slow', { delayMs: 1_000 });
    const issuing = failureOf(issue(order)).catch(() => undefined);
    await struck();
    await world.pass(7 * DAY);
    const closed = await world.run('closePrintWindow', { orderId: order.orderId });
    expect(closed).toEqual({ outcome: 'never_printable' });
    await issuing;
    expect(await codesOf(order)).toEqual([null]);
    const left = await world.documents('netprint', order.orderId);
    expect(left.map(({ end }) => end?.how)).toEqual(['removed']);
  });

  it('looks again when the network took it between the look and the note', async () => {
    const order = await world.placeOrder({ networks: ['netprint'] });
    await world.approve(order);
    await world.fault('netprint', '*', 'down');
    await world.run('settlePayment', { orderId: order.orderId });
    await world.noFaults();
    const { recordRemoved } = await import('./print-job-records.ts');
    const [job] = await world.printJobs(order.orderId);
    await issue(order);
    const wasGone = await recordRemoved(world.database.pool, job?.id ?? '', {
      jobRef: job?.jobRef ?? null,
      printedCount: null,
      wasLost: false,
      at: world.now(),
    });
    expect(wasGone).toBe(false);
    expect(await world.printJobs(order.orderId)).toMatchObject([{ state: 'ready' }]);
  });
});

/** Resolves when the fault that was set has struck. */
async function struck(): Promise<void> {
  for (;;) {
    const response = await fetch(`${world.payPal.town.url}/control/faults`);
    const { faults } = (await response.json()) as { faults: unknown[] };
    if (faults.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
