import type { Pool } from 'pg';
import type { ReceiptFacts } from '../../domain/orders/receipt.ts';
import type { CertificateLanguage } from '../../domain/orders/fees.ts';
import type { Bilingual } from '../../domain/university/profile.ts';
import { isUuid } from '../../platform/uuid.ts';

/** An order as its receipt needs it. */
export interface ReceiptOrder extends ReceiptFacts {
  universityId: string;
  universityCode: string;
  issueNumber: string;
  placedAt: Date;
  /** Code of the way in which it was paid. */
  paidMethod: string | null;
  personName: string;
  /** As the person set it, for good; null while it is the person's own. */
  name: string | null;
  lines: {
    name: Bilingual;
    language: CertificateLanguage;
    copies: number;
    unitFeeYen: number;
    feeYen: number;
  }[];
}

type Row = Omit<ReceiptOrder, 'placedAt' | 'paidAt'> & { placedAt: string; paidAt: string | null };

/** @returns null when there is no such order, or when it is somebody else's */
export async function findReceiptOrder(
  pool: Pool,
  asked: { orderId: string; accountId: string; universityCode: string },
): Promise<ReceiptOrder | null> {
  if (!isUuid(asked.orderId)) return null;
  const { rows } = await pool.query<{ receipt: Row }>({
    name: 'find-receipt-order',
    text: `select json_build_object('orderId', o.id, 'universityId', o.university_id, 'universityCode', u.code,
        'issueNumber', o.issue_number, 'placedAt', o.placed_at, 'totalYen', o.total_yen,
        'systemFeeYen', o.system_fee_yen, 'paidAt', p.paid_at, 'paidMethod', p.method,
        'personName', o.frozen_person->>'nameJa', 'name', r.name,
        'refunds', coalesce((select json_agg(json_build_object('captureId', f.capture_id, 'cause', f.cause,
            'amountYen', f.amount_yen, 'state', f.state)) from refund f where f.order_id = o.id), '[]'),
        'lines', (select json_agg(json_build_object('name', json_build_object('ja', l.name_ja, 'en', l.name_en),
            'language', l.language, 'copies', l.copies, 'unitFeeYen', l.unit_fee_yen, 'feeYen', l.fee_yen)
            order by l.position) from order_line l where l.order_id = o.id)) as receipt
      from "order" o join university u on u.id = o.university_id
        left join payment p on p.order_id = o.id and p.state = 'captured'
        left join receipt r on r.order_id = o.id and r.name_set_at is not null
      where o.id = $1 and o.account_id = $2 and u.code = $3`,
    values: [asked.orderId, asked.accountId, asked.universityCode],
  });
  const row = rows[0]?.receipt;
  if (!row) return null;
  return {
    ...row,
    placedAt: new Date(row.placedAt),
    paidAt: row.paidAt === null ? null : new Date(row.paidAt),
  };
}

const NAME = `
with named as (
  insert into receipt (order_id, name, name_set_at, issued_at)
  select o.id, $2, $4, $4 from "order" o
  where o.id = $1 and exists (select from payment p where p.order_id = o.id and p.state = 'captured')
  on conflict (order_id) do update set name = excluded.name, name_set_at = excluded.name_set_at
    where receipt.name_set_at is null
  returning order_id
)
insert into audit_entry (actor, action, entity, entity_id, university_id)
select $3, 'receipt_named', 'receipt', named.order_id::text, o.university_id
from named join "order" o on o.id = named.order_id`;

/**
 * Writes the name on a receipt, once for ever; the record of it does not hold the name.
 * @returns false when somebody was first, or nothing was paid
 */
export async function nameReceipt(
  pool: Pool,
  asked: { orderId: string; accountId: string; name: string; now: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query(NAME, [
    asked.orderId,
    asked.name,
    `account:${asked.accountId}`,
    asked.now,
  ]);
  return rowCount === 1;
}
