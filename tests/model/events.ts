// What happens to orders: what people do, what providers and networks do, what breaks, and time.
import { randomUUID } from 'node:crypto';
import { readEnvironment } from '../../platform/env.ts';
import { dispatchProviderEvent } from '../../platform/provider-events.ts';
import { storeCashNotice, storeEvent } from '../../platform/store-event.ts';
import { findOrder } from '../../api/orders/queries.ts';
import { beginPayment } from '../../api/payments/begin-payment.ts';
import { changeMethod, otherMethods } from '../../api/payments/change-method.ts';
import type { PaymentStep } from '../../api/payments/open-payment.ts';
import type { AppDependencies } from '../../api/dependencies.ts';
import { MINUTE } from '../support/activity-world.ts';
import { ask, orderNow, paymentNow } from './ordered.ts';
import type { ModelRun, PlacedOrder } from './ordered.ts';

export const NOTICES = ['now', 'twice', 'later', 'never'] as const;
export type Notice = (typeof NOTICES)[number];

export interface CardPayment {
  then: 'capture' | 'capture-declined' | 'capture-pending';
  /** What PayPal makes of it, where that is not what it was asked for. */
  takes: object | null;
  /** Captured already by a call whose answer nobody heard. */
  elsewhere: boolean;
  /** And once more, which nobody asked for. */
  again: boolean;
  notice: Notice;
}

export interface CashPayment {
  /** Of what is due. */
  percent: number;
  kind: 'provisional' | 'final';
  /** When, in milliseconds before the deadline; null: now. */
  beforeDeadline: number | null;
  notice: Notice;
}

/** At the till: what is due, now. */
export const EXACTLY = { percent: 100, kind: 'provisional', beforeDeadline: null } as const;
export const CAPTURED_ELSEWHERE = {
  then: 'capture',
  takes: null,
  elsewhere: true,
  again: false,
} as const;

/** Stores what a provider tells, as the web does, and passes it on: at once, twice, later, or (a process was killed) never. */
async function tell(run: ModelRun, notice: Notice, store: () => Promise<string | null>) {
  const { world, lives } = run.model;
  const pass = async () => {
    const id = await store();
    if (id === null) return;
    await ask(run, () =>
      dispatchProviderEvent({ pool: world.database.pool, lives }, id, 'arrival'),
    );
  };
  if (notice === 'never') return;
  if (notice === 'later') run.held.push(pass);
  else await Promise.all(Array.from({ length: notice === 'twice' ? 2 : 1 }, pass));
}

/** The payer approves at PayPal, or pays there although nobody asked for it, or twice; then PayPal and the browser tell. */
export async function payByCard(
  run: ModelRun,
  order: PlacedOrder,
  how: CardPayment,
): Promise<void> {
  const { world } = run.model;
  const payment = await paymentNow(run, order);
  if (payment?.provider !== 'paypal' || payment.providerOrderId === null) return;
  const { providerOrderId } = payment;
  const at = (path: string, body?: object) =>
    world.payPal.control(`orders/${providerOrderId}/${path}`, body).catch(() => null);
  if (how.takes) await world.payPal.control('next-capture', how.takes);
  await at('approve', { then: how.then });
  // A call whose answer nobody heard has captured it.
  if (how.elsewhere) {
    const { captureRequestId } = await world.database.prisma.payment.findUniqueOrThrow({
      where: { id: payment.id },
    });
    await world.deps.paypal
      .capture({ requestId: captureRequestId, providerOrderId })
      .catch(() => {});
  }
  // Not of what PayPal is still working on: its ledger names the day on which that began, which was compared long ago
  // when it ends, and if its notice is lost as well, nobody learns of it.
  if (how.again && how.then !== 'capture-pending') await at('capture-again');
  const { captures } = await payPalBooks(run);
  for (const capture of [null, ...captures.filter((one) => one.orderId === providerOrderId)]) {
    const eventId = randomUUID();
    await tell(run, how.notice, () =>
      storeEvent(
        world.database.pool,
        {
          provider: 'paypal',
          eventId,
          type: capture ? `PAYMENT.CAPTURE.${capture.status}` : 'CHECKOUT.ORDER.APPROVED',
          providerOrderId,
          captureId: capture?.id ?? null,
          paymentId: null,
          amountYen: null,
          currency: null,
          occurredAt: run.model.now(),
          payload: {},
        },
        run.model.now(),
      ),
    );
  }
}

/** The payer approves, and the browser comes back, as it should be. */
export async function approve(run: ModelRun, order: PlacedOrder): Promise<void> {
  await run.model.world.approve(order);
  await comeBack(run, order);
}

/** Of PayPal's books more than most tests look at. */
async function payPalBooks({ model }: ModelRun) {
  return (await model.world.payPal.books()) as unknown as {
    captures: { id: string; orderId: string; status: string }[];
    refunds: { id: string; status: string }[];
  };
}

/** What PayPal does with the next refund it is asked for: it is slow, or refuses. */
export async function refundsAtPayPal(run: ModelRun, status: 'PENDING' | 'FAILED'): Promise<void> {
  await run.model.world.payPal.control('next-refund', { status });
}

/** What PayPal was still working on succeeds or fails. */
export async function settleAtPayPal(run: ModelRun, outcome: 'complete' | 'deny'): Promise<void> {
  const { payPal } = run.model.world;
  const { captures, refunds } = await payPalBooks(run);
  for (const { id, status } of captures) {
    if (status === 'PENDING') {
      await payPal.control(`captures/${id}/settle`, { outcome }).catch(() => null);
    }
  }
  for (const { id, status } of refunds) {
    const as = outcome === 'complete' ? outcome : 'fail';
    if (status === 'PENDING') {
      await payPal.control(`refunds/${id}/settle`, { outcome: as }).catch(() => null);
    }
  }
}

/** The browser comes back from the provider. */
export async function comeBack(run: ModelRun, order: PlacedOrder): Promise<void> {
  await ask(run, () => run.model.lives.noticePayment(order.orderId, 'return'));
}

/** Cash at a store. */
export async function payInCash(
  run: ModelRun,
  order: PlacedOrder,
  how: CashPayment,
): Promise<void> {
  const { world } = run.model;
  const payment = await paymentNow(run, order);
  if (payment?.provider !== 'smart-pit') return;
  const amountYen = Math.max(1, Math.round((order.totalYen * how.percent) / 100));
  const { paymentDeadline, isOver } = await orderNow(run, order);
  const at =
    how.beforeDeadline === null
      ? run.model.now()
      : new Date(paymentDeadline.getTime() - how.beforeDeadline);
  // No provider learns of a payment in time after it had said that there was none, or after its books of the day.
  const age = run.model.now().getTime() - at.getTime();
  if (age < 0 || age > 10 * MINUTE || (isOver && at < paymentDeadline)) return;
  // Also what a till would refuse: a second time, too late.
  const paid = await world.cash
    .pay('smart-pit', payment.id, {
      amountYen,
      kind: how.kind,
      at: at.toISOString(),
      force: true,
    })
    .catch(() => null);
  if (!paid) return;
  run.story.push(`  ${paid.id}: ${amountYen} yen at ${at.toISOString()}`);
  await tellDeposit(run, { ...paid, type: 'deposit', notice: how.notice });
}

async function tellDeposit(
  run: ModelRun,
  told: {
    id: string;
    key: string;
    amountYen: number;
    type: 'deposit' | 'reversal';
    notice: Notice;
  },
): Promise<void> {
  const eventId = randomUUID();
  await tell(run, told.notice, () =>
    storeCashNotice(
      run.model.world.database.pool,
      {
        provider: 'smart-pit',
        eventId,
        type: told.type,
        slipKey: told.key,
        depositId: told.id,
        amountYen: told.amountYen,
        occurredAt: run.model.now(),
        payload: {},
      },
      run.model.now(),
    ),
  );
}

/** A store takes a provisional payment back; Smart Pit tells, at once or only in its books. */
export async function takeCashBack(
  run: ModelRun,
  order: PlacedOrder,
  notice: Notice,
): Promise<void> {
  const { world } = run.model;
  const payment = await paymentNow(run, order);
  const { deposits } = await world.cash.books('smart-pit');
  const deposit = deposits.findLast(({ key }) => key === payment?.id);
  if (!deposit) return;
  const taken = await world.cash
    .control('smart-pit', `deposits/${deposit.id}/reverse`)
    .catch(() => null);
  if (taken) await tellDeposit(run, { ...deposit, type: 'reversal', notice });
}

/** What was held back is delivered, the newest first. */
export async function deliverHeld(run: ModelRun): Promise<void> {
  for (const pass of run.held.splice(0).toReversed()) await pass();
}

/** The order is given up; what the life answers is a promise (I14). */
export async function cancel(
  run: ModelRun,
  order: PlacedOrder,
  by: 'page of before the payment' | 'person' | 'staff',
): Promise<void> {
  const { lives } = run.model;
  const request =
    by === 'page of before the payment'
      ? undefined
      : ({
          cause: by === 'person' ? 'cancelled_by_person' : 'cancelled_by_staff',
          actor: `${by === 'person' ? 'account' : 'staff'}:${randomUUID()}`,
        } as const);
  const answered = ask(run, () => lives.cancelOrder(order.orderId, request));
  if (run.isDown) await run.model.sleep(5 * MINUTE);
  const answer = await answered;
  if (answer) order.promised.state = answer.state === 'cancelled' ? 'cancelled' : 'refunded';
}

/** The one free re-opening of the print window. */
export async function reopen(run: ModelRun, order: PlacedOrder): Promise<void> {
  const actor = `account:${randomUUID()}`;
  const answer = await ask(run, () => run.model.lives.reopenPrintWindow(order.orderId, { actor }));
  if (answer) order.promised.printDeadline = answer.printDeadline;
}

/** Another way to pay, as the web changes it; then the payment is begun anew. */
export async function payOtherwise(run: ModelRun, placed: PlacedOrder): Promise<void> {
  const step = await stepOf(run, placed);
  const [to] = step ? otherMethods(step).offered : [];
  if (!step || !to || step.order.state !== 'awaiting_payment') return;
  if (!(step.now < step.order.paymentDeadline)) return;
  const changed = await changeMethod(step, to);
  run.story.push(`  ${changed.kind}`);
  if (changed.kind === 'paid') await comeBack(run, placed);
  const next = changed.kind === 'changed' ? await stepOf(run, placed) : null;
  if (next) await beginPayment({ ...next, method: to });
}

async function stepOf(run: ModelRun, placed: PlacedOrder): Promise<PaymentStep | null> {
  const { world, lives } = run.model;
  const { pool, prisma } = world.database;
  const row = await prisma.order.findUniqueOrThrow({ where: { id: placed.orderId } });
  const order = await findOrder(pool, {
    orderId: row.id,
    accountId: row.accountId,
    universityCode: placed.university,
  });
  const now = run.model.now();
  const loaded = await world.deps.profiles.inForce(placed.university, now);
  const method = loaded?.profile.certificate.paymentMethods.find(
    ({ code }) => code === row.paymentMethod,
  );
  if (!order || !loaded || !method) return null;
  const { paypal, cash, logger } = world.deps;
  const environment = readEnvironment({ NODE_ENV: 'test' });
  const deps = { pool, prisma, lives, paypal, cash, logger, environment } as AppDependencies;
  return { deps, order, method, profile: loaded.profile, locale: 'ja', now };
}

const CHAINS = { netprint: 'seven-eleven', 'network-print': 'familymart' } as const;

/** Somebody prints copies of a certificate at one of the networks, with a number that is shown to them. */
export async function print(
  run: ModelRun,
  order: PlacedOrder,
  how: { which: number; copies: number; network: keyof typeof CHAINS },
): Promise<void> {
  const { world } = run.model;
  const { rows } = await world.database.pool.query<{ code: string; name: string }>(
    `SELECT code, key AS name FROM print_job WHERE order_id = $1 AND network = $2 AND code IS NOT NULL ORDER BY key`,
    [order.orderId, how.network],
  );
  const job = rows[how.which % Math.max(1, rows.length)];
  if (!job) return;
  const documents = await world.documents(how.network, order.orderId);
  const document = documents.find(({ name }) => name === `${job.name.replaceAll(':', '~')}.pdf`);
  const response = await world.post('/copier/control/print', {
    chain: CHAINS[how.network],
    number: job.code,
    copies: how.copies,
    ...(document && { document: document.id }),
  });
  run.story.push(`  ${job.name}: ${response.status}`);
}

/** Staff try again what was held back. */
export async function tryAgain(run: ModelRun, order: PlacedOrder): Promise<void> {
  await ask(run, () => run.model.lives.retryIssuance(order.orderId));
}
