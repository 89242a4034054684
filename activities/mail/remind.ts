import {
  dueReminder,
  QUIET_AFTER_BEGINNING,
  reminderSpans,
} from '../../domain/orders/reminders.ts';
import type { Reminder, ReminderRules } from '../../domain/orders/reminders.ts';
import { methodOf } from '../../domain/orders/methods.ts';
import type { SlipNumber } from '../../domain/orders/slip.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { orderLinks } from '../../platform/order-links.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { numbersOf, printingOf } from '../printing/mail-numbers.ts';
import { copiesLeft } from '../printing/printed.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { orderEmailFrame } from './order-mails.ts';
import { mailAboutOrder } from './outbox.ts';

const BATCH = 200;

/**
 * Orders near a deadline that were not reminded of it: by the indexes of state and deadline, each university by its own
 * hours. `dueReminder` decides; this leaves out what it would refuse, so that nothing is looked at every minute in vain.
 */
const CANDIDATES = `
WITH span AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[])
    AS s(university_id, of, hours, after, until)
), near AS (
  SELECT o.id, o.payment_deadline AS deadline, o.placed_at AS since, span.of, span.hours
  FROM span JOIN "order" o ON o.state = 'awaiting_payment' AND o.payment_deadline > span.after
    AND o.payment_deadline <= span.until AND o.university_id = span.university_id
  WHERE span.of = 'payment'
    AND NOT EXISTS (SELECT FROM payment p WHERE p.order_id = o.id AND p.state = 'pending')
  UNION ALL
  SELECT o.id, o.print_deadline, o.printable_at, span.of, span.hours
  FROM span JOIN "order" o ON o.state IN ('printable', 'partly_printed') AND o.print_deadline > span.after
    AND o.print_deadline <= span.until AND o.university_id = span.university_id
  WHERE span.of = 'print'
)
SELECT near.id AS "orderId" FROM near JOIN "order" o ON o.id = near.id JOIN account a ON a.id = o.account_id
WHERE near.deadline - near.hours * interval '1 hour' > near.since + $6 * interval '1 millisecond' AND a.mail_address IS NOT NULL
  AND NOT EXISTS (SELECT FROM mail_message m WHERE m.key = 'order:' || near.id || ':reminder:' || near.of || ':'
    || near.hours || ':' || floor(extract(epoch FROM near.deadline) * 1000)::bigint)
ORDER BY near.deadline LIMIT ${BATCH}`;

/**
 * Reminds of the deadlines that are near: each university by the hours of its settings of today, each
 * deadline at most once for each of them.
 * @returns how many orders were reminded of
 */
export async function sendReminders(deps: ActivityDependencies): Promise<number> {
  const now = deps.clock();
  const rules = new Map<string, ReminderRules>();
  for (const { universityId, profile } of await deps.profiles.all(now)) {
    rules.set(universityId, profile.certificate.reminders);
  }
  const spans = [...rules].flatMap(([universityId, one]) =>
    reminderSpans(one, now.getTime()).map((span) => ({ universityId, ...span })),
  );
  const { rows } = await deps.pool.query<{ orderId: string }>(CANDIDATES, [
    spans.map(({ universityId }) => universityId),
    spans.map(({ of }) => of),
    spans.map(({ hours }) => hours),
    spans.map(({ after }) => new Date(after)),
    spans.map(({ until }) => new Date(until)),
    QUIET_AFTER_BEGINNING,
  ]);
  let reminded = 0;
  for (const { orderId } of rows) {
    const order = await loadOrder(deps.pool, orderId);
    const its = rules.get(order.universityId);
    const reminder = its && dueReminder(factsOf(order), its, now.getTime());
    if (!reminder) continue;
    const profile = await orderProfile(deps, order);
    if (reminder.of === 'payment') await remindOfPayment(deps, order, profile, reminder);
    else await remindOfPrinting(deps, order, profile, reminder);
    reminded += 1;
  }
  return reminded;
}

function factsOf(order: OrderRecord) {
  return {
    ...order,
    isPaymentPending: order.payments.some(({ state }) => state === 'pending'),
  };
}

const keyOf = ({ of, hours, deadline }: Reminder) => `reminder:${of}:${hours}:${deadline}`;

async function remindOfPayment(
  deps: ActivityDependencies,
  order: OrderRecord,
  profile: UniversityProfile,
  reminder: Reminder,
): Promise<void> {
  const links = orderLinks(deps.publicOrigin, order);
  const numbers = await openSlip(deps, order.id);
  await mailAboutOrder(deps, {
    order,
    profile,
    key: keyOf(reminder),
    template: 'reminder-payment',
    model: {
      ...orderEmailFrame(deps, order, profile),
      methodName: methodOf(profile, order.paymentMethod).name,
      totalYen: order.totalYen,
      paymentDeadline: new Date(order.paymentDeadline),
      numbers,
      payUrl: numbers.length > 0 ? links.paymentSlip : links.pay,
    },
  });
}

/** The numbers of the slip that can be paid now; empty where there is none. */
async function openSlip({ pool }: ActivityDependencies, orderId: string): Promise<SlipNumber[]> {
  const { rows } = await pool.query<{ slip: SlipNumber[] }>(
    `SELECT slip FROM payment WHERE order_id = $1 AND state = 'open' AND jsonb_typeof(slip) = 'array'`,
    [orderId],
  );
  return rows[0]?.slip ?? [];
}

async function remindOfPrinting(
  deps: ActivityDependencies,
  order: OrderRecord,
  profile: UniversityProfile,
  reminder: Reminder,
): Promise<void> {
  await mailAboutOrder(deps, {
    order,
    profile,
    key: keyOf(reminder),
    template: 'reminder-print',
    model: {
      ...orderEmailFrame(deps, order, profile),
      ...printingOf(deps, order, profile),
      numbers: numbersOf(order, profile),
      copiesLeft: copiesLeft(order),
    },
  });
}
