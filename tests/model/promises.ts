// What was acknowledged to a person or a provider is so in the end (I14, I15), and whoever must be told was (I12).
import type { OrderState } from '../../domain/orders/states.ts';
import { orderNow } from './ordered.ts';
import type { ModelRun, PlacedOrder } from './ordered.ts';

/** The mail that tells how an order ended. */
const TOLD_BY: Partial<Record<OrderState, string>> = {
  cancelled: 'order-cancelled',
  lapsed: 'order-lapsed',
  print_expired: 'print-expired',
  printed: 'order-numbers',
};

/** @returns a sentence for each promise that was not kept */
export async function brokenPromises(run: ModelRun): Promise<string[]> {
  const { pool } = run.model.world.database;
  const broken: string[] = [];
  for (const order of run.orders) {
    const { state, printDeadline } = await orderNow(run, order);
    const { promised, orderId } = order;
    const isCancelled = promised.state === 'cancelled' && state !== 'cancelled';
    if (isCancelled) broken.push(`I14 order ${orderId} was cancelled, and is ${state}`);
    if (promised.state === 'refunding' && state !== 'refunded') {
      broken.push(`I14 order ${orderId} was given up, and is ${state}`);
    }
    if (promised.printDeadline && printDeadline < new Date(promised.printDeadline)) {
      broken.push(`I14 order ${orderId} was re-opened until later`);
    }
    const { rows: mails } = await pool.query<{
      template: string;
      state: string;
      messageId: string;
    }>(`SELECT template, state, message_id AS "messageId" FROM mail_message WHERE order_id = $1`, [
      orderId,
    ]);
    const template = TOLD_BY[state];
    if (template && !mails.some((mail) => mail.template === template)) {
      broken.push(`I12 nobody was told that order ${orderId} is ${state}`);
    }
    const arrived = (await run.model.world.mails(order.mailAddress)).map((mail) => mail.messageId);
    for (const { messageId, template: name } of mails) {
      if (!arrived.includes(messageId)) broken.push(`I12 ${name} of ${orderId} has not arrived`);
    }
    if (new Set(arrived).size !== mails.length) {
      broken.push(`I12 ${arrived.length} mails arrived of ${mails.length} of order ${orderId}`);
    }
    broken.push(...(await registeredTwice(run, order)));
  }
  const { rows: unhandled } = await pool.query(
    'SELECT 1 FROM provider_event WHERE handled_at IS NULL',
  );
  if (unhandled.length > 0) broken.push('I15 a notice that was taken was never looked into');
  return broken;
}

/**
 * A document is one document at netprint: after an answer that was lost it is looked for before it is sent again. (Network
 * print replaces a document by another of its name itself.)
 */
async function registeredTwice(run: ModelRun, order: PlacedOrder): Promise<string[]> {
  if (run.doubling.has('netprint')) return [];
  const names = (await run.model.world.documents('netprint', order.orderId)).map((one) => one.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? [] : [`I8 netprint has two documents of ${twice}`];
}
