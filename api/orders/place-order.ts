import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { DraftItem } from '../../domain/orders/draft.ts';
import { deadlinesOf } from '../../domain/orders/order-deadlines.ts';
import type { OrderPrice } from '../../domain/orders/fees.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Locale, PaymentMethod } from '../../domain/university/profile.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { ApplicantAffiliation, Draft } from './queries.ts';

/** A draft that was judged orderable, with its price. */
export interface Placement {
  draft: Draft;
  affiliation: ApplicantAffiliation;
  items: DraftItem[];
  price: OrderPrice;
  method: PaymentMethod;
  university: LoadedProfile;
  accountId: string;
  locale: Locale;
  now: Date;
}

export interface PlacedOrder {
  orderId: string;
  paymentDeadline: Date;
  printDeadline: Date;
}

/** First issue number of a university: five digits, as its documents show them. */
const FIRST_ISSUE_NUMBER = 10_001;

/**
 * Number, order, lines, first attempt to pay and audit row in one statement: all of it stands, or nothing does.
 * The placement key (the draft's id) is unique, so a double submit fails as a whole and gives its number back.
 */
const PLACE = `
  with counter as (
    insert into issue_number_counter (university_id, next) values ($2, ${FIRST_ISSUE_NUMBER} + 1)
    on conflict (university_id) do update set next = issue_number_counter.next + 1
    returning next - 1 as number
  ), placed as (
    insert into "order" (id, university_id, account_id, issue_number, placement_key, locale, placed_at, placed_on,
      profile_edition, destination, print_networks, issue_fee_yen, system_fee_yen, total_yen, payment_method,
      payment_deadline, print_deadline, frozen_person, state, revision)
    select $1, $2, $3, number::text, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
      'awaiting_payment', 0 from counter
    returning id, issue_number
  ), lines as (
    insert into order_line (id, order_id, position, affiliation_id, student_number, certificate_kind, language,
      name_ja, name_en, copies, unit_fee_yen, fee_yen)
    select line.id, placed.id, line.position, $18, $19, line.kind, line.language, line.name_ja, line.name_en,
      line.copies, line.unit_fee_yen, line.fee_yen
    from placed, json_to_recordset($20::json) as line(id uuid, position int, kind text, language text, name_ja text,
      name_en text, copies int, unit_fee_yen int, fee_yen int)
  ), attempt as (
    insert into payment (id, order_id, provider, method, amount_yen, state, create_request_id, capture_request_id,
      created_at)
    select $21, placed.id, $22, $14, $13, 'created', $23, $24, $6 from placed
  )
  insert into audit_entry (at, actor, action, entity, entity_id, after, university_id)
  select $6, 'account:' || $3::text, 'order_placed', 'order', placed.id::text,
    json_build_object('state', 'awaiting_payment', 'issueNumber', issue_number, 'totalYen', $13::int)::jsonb, $2
  from placed`;

/**
 * Places the order that a draft describes. The caller has judged and priced the draft at `now`.
 * @returns the order; of two submits of one draft, both get the same
 */
export async function placeOrder(pool: Pool, placement: Placement): Promise<PlacedOrder> {
  const { draft, affiliation, price, method, university, now } = placement;
  const { certificate, edition } = university.profile;
  const orderId = randomUUID();
  const deadlines = deadlinesOf(university.profile, method, now);
  const { payment: paymentDeadline, print: printDeadline } = deadlines;
  const values = [
    orderId,
    university.universityId,
    placement.accountId,
    draft.id,
    placement.locale,
    now,
    tokyoDate(now),
    edition,
    draft.data.destination,
    [...new Set(certificate.chains.map((chain) => chain.network))],
    price.issueFeeYen,
    price.systemFeeYen,
    price.totalYen,
    method.code,
    paymentDeadline,
    printDeadline,
    JSON.stringify(affiliation.person),
    affiliation.id,
    affiliation.studentNumber,
    JSON.stringify(lineRows(placement)),
    randomUUID(),
    method.provider,
    randomUUID(),
    randomUUID(),
  ];
  try {
    await pool.query({ name: 'place-order', text: PLACE, values });
    return { orderId, paymentDeadline, printDeadline };
  } catch (error) {
    if (!isSecondSubmit(error)) throw error;
    return findPlaced(pool, draft.id);
  }
}

function lineRows({ items, price, university }: Placement) {
  const { kinds } = university.profile.certificate;
  return items.map((item, index) => {
    const kind = kinds.find(({ code }) => code === item.kind);
    const line = price.lines[index];
    if (!kind || !line) throw new Error(`item ${index} was not judged: ${item.kind}`);
    return {
      id: randomUUID(),
      position: index + 1,
      kind: item.kind,
      language: item.language,
      name_ja: kind.name.ja,
      name_en: kind.name.en,
      copies: item.copies,
      unit_fee_yen: line.unitFeeYen,
      fee_yen: line.feeYen,
    };
  });
}

function isSecondSubmit(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint?.includes('placement_key') === true;
}

async function findPlaced(pool: Pool, draftId: string): Promise<PlacedOrder> {
  const { rows } = await pool.query<PlacedOrder>({
    name: 'find-placed',
    text: `select id as "orderId", payment_deadline as "paymentDeadline", print_deadline as "printDeadline"
      from "order" where placement_key = $1`,
    values: [draftId],
  });
  const placed = rows[0];
  if (!placed) throw new Error('an order with this placement key vanished');
  return placed;
}
