import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { DraftItem } from '../../domain/orders/draft.ts';
import type { OrderPrice } from '../../domain/orders/fees.ts';
import { FREE_OF_CHARGE, networksFor } from '../../domain/orders/methods.ts';
import { deadlinesOf } from '../../domain/orders/order-deadlines.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Locale, PaymentMethod } from '../../domain/university/profile.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { affiliationOnPaper } from './draft-documents.ts';
import type { ApplicantAffiliation, Draft } from './draft-queries.ts';

/** A draft that was judged orderable, with its price. */
export interface Placement {
  draft: Pick<Draft, 'id' | 'data' | 'affiliations'>;
  items: DraftItem[];
  price: OrderPrice;
  /** Sheets of one copy of each item; null where that is not known. */
  pages: (number | null)[];
  /** Null where nothing is to be paid. */
  method: PaymentMethod | null;
  university: LoadedProfile;
  accountId: string;
  locale: Locale;
  now: Date;
}

export interface PlacedOrder {
  orderId: string;
  paymentDeadline: Date;
  printDeadline: Date;
  /** Nothing is to be paid: its life begins with issuing. */
  isFree: boolean;
}

/** First issue number of a university: five digits, as its documents show them. */
const FIRST_ISSUE_NUMBER = 10_001;

/**
 * Number, order, lines, first attempt to pay and audit row in one statement: all of it stands, or nothing does.
 * The placement key (the draft's id) is unique, so a double submit fails as a whole and gives its number back.
 * An order that costs nothing has no attempt to pay and is paid when it is placed.
 */
const PLACE = `
  with counter as (
    insert into issue_number_counter (university_id, next) values ($2, ${FIRST_ISSUE_NUMBER} + 1)
    on conflict (university_id) do update set next = issue_number_counter.next + 1
    returning next - 1 as number
  ), placed as (
    insert into "order" (id, university_id, account_id, issue_number, placement_key, locale, placed_at, placed_on,
      profile_edition, destination, print_networks, issue_fee_yen, system_fee_yen, total_yen, payment_method,
      payment_deadline, print_deadline, frozen_person, state, paid_at, revision)
    select $1, $2, $3, number::text, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
      $18, case when $13::int = 0 then $6::timestamptz end, 0 from counter
    returning id, issue_number, state
  ), lines as (
    insert into order_line (id, order_id, position, affiliation_id, student_number, certificate_kind, language,
      name_ja, name_en, copies, pages, frozen_affiliation, unit_fee_yen, fee_yen)
    select line.id, placed.id, line.position, line.affiliation_id, line.student_number, line.kind, line.language,
      line.name_ja, line.name_en, line.copies, line.pages, line.frozen_affiliation, line.unit_fee_yen, line.fee_yen
    from placed, json_to_recordset($19::json) as line(id uuid, position int, affiliation_id uuid, student_number text,
      kind text, language text, name_ja text, name_en text, copies int, pages int, frozen_affiliation jsonb,
      unit_fee_yen int, fee_yen int)
  ), attempt as (
    insert into payment (id, order_id, provider, method, amount_yen, state, create_request_id, capture_request_id,
      due_at, created_at)
    select $20, placed.id, $21, $14, $13, 'created', $22, $23, $24, $6 from placed where $13::int > 0
  )
  insert into audit_entry (at, actor, action, entity, entity_id, after, university_id)
  select $6, 'account:' || $3::text, 'order_placed', 'order', placed.id::text,
    json_build_object('state', placed.state, 'issueNumber', issue_number, 'totalYen', $13::int)::jsonb, $2
  from placed`;

/**
 * Places the order that a draft describes. The caller has judged and priced the draft at `now`.
 * @returns the order; of two submits of one draft, both get the same
 */
export async function placeOrder(pool: Pool, placement: Placement): Promise<PlacedOrder> {
  const { draft, items, price, method, university, now } = placement;
  const { profile } = university;
  const { destination } = draft.data;
  const [first] = items;
  if (!first) throw new Error('an order without certificates');
  const orderId = randomUUID();
  const isFree = price.totalYen === 0;
  if (isFree !== (method === null)) throw new Error('a way to pay belongs to what is to be paid');
  const deadlines = deadlinesOf(profile, method, now);
  const { payment: paymentDeadline, print: printDeadline } = deadlines;
  const values = [
    orderId,
    university.universityId,
    placement.accountId,
    draft.id,
    placement.locale,
    now,
    tokyoDate(now),
    profile.edition,
    destination,
    networksFor(profile, method, destination),
    price.issueFeeYen,
    price.systemFeeYen,
    price.totalYen,
    method?.code ?? FREE_OF_CHARGE,
    paymentDeadline,
    printDeadline,
    JSON.stringify(affiliationOf(placement, first).person),
    isFree ? 'preparing' : 'awaiting_payment',
    JSON.stringify(lineRows(placement)),
    randomUUID(),
    method?.provider ?? null,
    randomUUID(),
    randomUUID(),
    // What is paid at once at the provider's page has no deadline there.
    method && method.way !== 'page' ? paymentDeadline : null,
  ];
  try {
    await pool.query({ name: 'place-order', text: PLACE, values });
    return { orderId, paymentDeadline, printDeadline, isFree };
  } catch (error) {
    if (!isSecondSubmit(error)) throw error;
    return findPlaced(pool, draft.id);
  }
}

function affiliationOf({ draft }: Placement, { affiliationId }: DraftItem): ApplicantAffiliation {
  const affiliation = draft.affiliations.find(({ id }) => id === affiliationId);
  if (!affiliation) throw new Error('an item was not judged: its student number is not here');
  return affiliation;
}

function lineRows(placement: Placement) {
  const { items, price, pages, university } = placement;
  const { kinds } = university.profile.certificate;
  return items.map((item, index) => {
    const kind = kinds.find(({ code }) => code === item.kind);
    const line = price.lines[index];
    if (!kind || !line) throw new Error(`item ${index} was not judged: ${item.kind}`);
    const affiliation = affiliationOf(placement, item);
    return {
      id: randomUUID(),
      position: index + 1,
      affiliation_id: affiliation.id,
      student_number: affiliation.studentNumber,
      kind: item.kind,
      language: item.language,
      name_ja: kind.name.ja,
      name_en: kind.name.en,
      copies: item.copies,
      pages: pages[index] ?? null,
      frozen_affiliation: affiliationOnPaper(affiliation),
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
    text: `select id as "orderId", payment_deadline as "paymentDeadline", print_deadline as "printDeadline",
        total_yen = 0 as "isFree"
      from "order" where placement_key = $1`,
    values: [draftId],
  });
  const placed = rows[0];
  if (!placed) throw new Error('an order with this placement key vanished');
  return placed;
}
