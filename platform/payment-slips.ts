import type { Pool } from 'pg';
import type { IssuedSlip, SlipRequest } from '../domain/orders/slip.ts';

/** What is asked of whoever hands out the numbers; its failures pass through. */
export interface SlipIssuer {
  issueSlip(request: SlipRequest): Promise<IssuedSlip>;
  cancelSlip(slipKey: string): Promise<unknown>;
}

export interface SlipOrder extends Pick<SlipRequest, 'providerMethod' | 'returnUrls'> {
  paymentId: string;
  /** As the audit row names whoever asks: `account:<id>`, `system`. */
  actor: string;
  at: Date;
}

interface SlipFacts {
  amountYen: number;
  issueNumber: string;
  payerKana: string;
  paymentDeadline: Date;
}

/** What the ticket at the store says is paid for; the stores print Japanese. */
const itemName = (issueNumber: string) => `証明書発行手数料 ${issueNumber}`;

/**
 * Gets the numbers to pay with from the provider and keeps them on the payment, which is open from then on (R-193,
 * The same payment asked for twice, at once or after a crash, is one slip: the provider knows it by our key.
 * @returns null when the payment can no longer be paid; then the provider takes no money for it either
 * @throws what the provider throws
 */
export async function issueSlip(
  pool: Pool,
  issuer: SlipIssuer,
  { paymentId, providerMethod, returnUrls, actor, at }: SlipOrder,
): Promise<IssuedSlip | null> {
  const facts = await factsOf(pool, paymentId, at);
  if (!facts) return null;
  const issued = await issuer.issueSlip({
    slipKey: paymentId,
    amountYen: facts.amountYen,
    dueAt: facts.paymentDeadline,
    providerMethod,
    payerKana: facts.payerKana,
    itemName: itemName(facts.issueNumber),
    returnUrls,
  });
  if (await keep(pool, paymentId, issued, { actor, at, dueAt: facts.paymentDeadline }))
    return issued;
  // The order ended, or another way to pay was chosen, while the provider answered.
  await issuer.cancelSlip(paymentId);
  return null;
}

async function factsOf(pool: Pool, paymentId: string, at: Date): Promise<SlipFacts | null> {
  const { rows } = await pool.query<SlipFacts>({
    name: 'slip-facts',
    text: `select p.amount_yen as "amountYen", o.issue_number as "issueNumber",
        o.frozen_person->>'nameKana' as "payerKana", o.payment_deadline as "paymentDeadline"
      from payment p join "order" o on o.id = p.order_id
      where p.id = $1 and p.state in ('created', 'open')
        and o.state = 'awaiting_payment' and $2 < o.payment_deadline`,
    values: [paymentId, at],
  });
  return rows[0] ?? null;
}

/** @returns whether the payment is open: by this, or by somebody who asked at the same time */
async function keep(
  pool: Pool,
  paymentId: string,
  issued: IssuedSlip,
  by: { actor: string; at: Date; dueAt: Date },
): Promise<boolean> {
  const numbers = issued.kind === 'issued' ? JSON.stringify(issued.numbers) : null;
  await pool.query({
    name: 'slip-issued',
    text: `with issued as (
        update payment p set state = 'open', slip = coalesce($2::jsonb, p.slip), due_at = $3
        from "order" o
        where p.id = $1 and p.state = 'created' and o.id = p.order_id and o.state = 'awaiting_payment'
        returning p.id, o.university_id
      )
      insert into audit_entry (at, actor, action, entity, entity_id, before, after, university_id)
      select $4, $5, $6, 'payment', issued.id::text, '{"state": "created"}', '{"state": "open"}',
        issued.university_id
      from issued`,
    values: [
      paymentId,
      numbers,
      issued.kind === 'issued' ? issued.dueAt : by.dueAt,
      by.at,
      by.actor,
      issued.kind === 'issued' ? 'slip_issued' : 'payment_opened',
    ],
  });
  // A statement of its own: the one above waits for a second tab, but does not see what that tab wrote.
  const { rows } = await pool.query({
    name: 'slip-open',
    text: `select 1 from payment where id = $1 and state = 'open'`,
    values: [paymentId],
  });
  return rows.length > 0;
}
