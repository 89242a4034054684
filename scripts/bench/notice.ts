// P5: from the provider's notice to the mail that is accepted and the number that can be seen.
import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../api/paths.ts';
import { startBareEngine } from './bare-engine.ts';
import { approve, control, makeDraft, openPayment, place, shownTotal } from './orders.ts';
import { signInVisitors, UNIVERSITY } from './people.ts';
import type { Visitor } from './people.ts';
import { bounds, judge, worst } from './rows.ts';
import type { Findings, Goal } from './rows.ts';
import type { Stage } from './stage.ts';
import { median, percentile, short } from './statistics.ts';

const P50: Goal = { target: 2, worldClass: 1.5, better: 'lower' };
const P99: Goal = { target: 3, worldClass: 1.5, better: 'lower' };
/** Orders of one visitor: fewer than an account may place in an hour. */
const ORDERS_A_VISITOR = 20;
/** How often the row is looked at, milliseconds. */
const LOOK_EVERY = 2;
const PATIENCE = 30_000;

/** Milliseconds since the notice was sent. */
interface Told {
  paid: number;
  visible: number;
  mailed: number;
}

/** @param count notices of each kind, in turn */
export async function measureNotice(stage: Stage, count: number): Promise<Findings> {
  const visitors = await signInVisitors(stage, Math.ceil((count + 3) / ORDERS_A_VISITOR));
  const [visitor] = visitors;
  if (!visitor) throw new Error('no visitor');
  const total = await shownTotal(visitor, await makeDraft(stage, visitor));
  const bare = await startBareEngine(stage);
  const told: Told[] = [];
  const bareMs: number[] = [];
  try {
    for (let warm = 0; warm < 3; warm += 1) {
      await tell(stage, visitor, total);
      await bare.notice();
    }
    for (let turn = 0; turn < count; turn += 1) {
      told.push(await tell(stage, visitors[turn % visitors.length] ?? visitor, total));
      bareMs.push(await bare.notice());
    }
  } finally {
    await bare.stop();
    await control(stage, '/paypal/control/webhooks/release', {});
  }
  const done = told.map(({ visible, mailed }) => Math.max(visible, mailed));
  const [p50, p99] = [median(done), percentile(done, 0.99)];
  const [bareP50, bareP99] = [median(bareMs), percentile(bareMs, 0.99)];
  const parts = `Half of the notices: payment counted after ${short(median(told.map(({ paid }) => paid)))} ms, number visible after ${short(median(told.map(({ visible }) => visible)))} ms, mail accepted after ${short(median(told.map(({ mailed }) => mailed)))} ms. In between lie two questions to PayPal (the order, the capture), the certificate as PDF, its registration at two networks and the mail, one after the other where one needs the other.`;
  return {
    rows: [
      {
        figure: 'P5',
        what: 'ms from payment notice to mail accepted and number visible, p50 / p99',
        product: `${short(p50)} / ${short(p99)}`,
        baseline: `${short(bareP50)} / ${short(bareP99)}`,
        ratio: `${short(p50 / bareP50)} / ${short(p99 / bareP99)}`,
        target: `${bounds(P50).target} / ${bounds(P99).target}`,
        worldClass: `${bounds(P50).worldClass} / ${bounds(P99).worldClass}`,
        verdict: worst(judge(p50 / bareP50, P50), judge(p99 / bareP99, P99)),
        cause: parts,
      },
    ],
    notes: [
      `P5: ${count} notices of each kind, one at a time, in turn. The clock starts when the town is asked to send the signed notice that it held back, and stops when the mailbox has taken the mail and the order's row shows the number; the row is looked at every ${LOOK_EVERY} ms and the page is fetched once after that to see that it shows the number. The town answers at once: its real counterparts take longer. Bare: a signal, one no-op activity, the result of the life.`,
    ],
  };
}

async function tell(stage: Stage, visitor: Visitor, total: string): Promise<Told> {
  const orderId = await place(visitor, await makeDraft(stage, visitor), total);
  const providerOrderId = await openPayment(visitor, orderId);
  await control(stage, '/paypal/control/webhooks/hold', {});
  await approve(stage, providerOrderId);
  const before = await mailsTo(stage, visitor, {});
  const after = before.at(-1)?.id;
  // The first task of the life is over before the clock starts, as it is in reality.
  await sleep(50);

  const sentAt = Date.now();
  const since = performance.now();
  const released = control(stage, '/paypal/control/webhooks/release', {});
  const seen = await lookAt(stage, orderId, since);
  const [mail] = await mailsTo(stage, visitor, { after, wait: PATIENCE });
  await released;
  if (!mail) throw new Error('no mail came');
  const page = await visitor.get(paths.order(UNIVERSITY, orderId));
  if (!page.html.replaceAll(/[\s-]|<[^>]*>|&nbsp;/g, '').includes(seen.code)) {
    throw new Error('the page does not show the number');
  }
  return { paid: seen.paid, visible: seen.visible, mailed: Date.parse(mail.receivedAt) - sentAt };
}

async function lookAt(
  { pool }: Stage,
  orderId: string,
  since: number,
): Promise<{ paid: number; visible: number; code: string }> {
  let paid: number | undefined;
  for (;;) {
    const { rows } = await pool.query<{ state: string; code: string | null }>({
      name: 'bench-number',
      text: `SELECT o.state, (SELECT min(code) FROM print_job j WHERE j.order_id = o.id AND j.state = 'ready') AS code
        FROM "order" o WHERE o.id = $1`,
      values: [orderId],
    });
    const ms = performance.now() - since;
    const { state, code } = rows[0] ?? { state: 'missing', code: null };
    if (state !== 'awaiting_payment') paid ??= ms;
    if (state === 'printable' && code !== null) return { paid: paid ?? ms, visible: ms, code };
    if (ms > PATIENCE) throw new Error(`the order is ${state} after ${PATIENCE / 1_000} s`);
    await sleep(LOOK_EVERY);
  }
}

interface Mail {
  id: string;
  /** Instant (ISO) by the town's clock, which is this machine's. */
  receivedAt: string;
}

async function mailsTo(
  { townUrl }: Stage,
  { mailAddress }: Visitor,
  { after, wait = 0 }: { after?: string; wait?: number },
): Promise<Mail[]> {
  const query = new URLSearchParams({ to: mailAddress, wait: String(wait) });
  if (after !== undefined) query.set('after', after);
  const response = await fetch(`${townUrl}/mailbox/control/messages?${query.toString()}`);
  return ((await response.json()) as { messages: Mail[] }).messages;
}
