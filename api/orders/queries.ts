import type { Pool } from 'pg';
import type { DraftData } from '../../domain/orders/draft.ts';
import type { AffiliationStatus, CertificateLanguage } from '../../domain/orders/fees.ts';
import type { PaymentState } from '../../domain/orders/payment-states.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import type { OrderState, OrderTab } from '../../domain/orders/states.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { Bilingual, PrintNetworkId } from '../../domain/university/profile.ts';

/**
 * What the pages of orders read. Each page is one statement: PostgreSQL gathers what belongs together as JSON.
 * Instants inside that JSON are ISO strings with their offset.
 */

/** A student number of the account, with what decides about its certificates. */
export interface ApplicantAffiliation {
  id: string;
  studentNumber: string;
  status: AffiliationStatus;
  faculty: Bilingual;
  department: Bilingual;
  enrolledOn: CivilDate;
  leftOn: CivilDate | null;
  /** Null when nothing is withheld. */
  holdReason: Bilingual | null;
  courseCount: number;
  person: ApplicantPerson;
}

/** A person's names and birth date as they will stand on the certificates. */
export interface ApplicantPerson {
  nameJa: string;
  nameKana: string;
  nameRoman: string;
  birthDate: CivilDate;
}

export interface Draft {
  id: string;
  data: DraftData;
  /** The order it became, when it has been placed. */
  orderId: string | null;
  /** Newest first; those of the present study before former ones. */
  affiliations: ApplicantAffiliation[];
}

const AFFILIATIONS = `
  coalesce((
    select json_agg(json_build_object(
      'id', a.id, 'studentNumber', a.student_number, 'status', a.status,
      'faculty', json_build_object('ja', a.faculty_ja, 'en', a.faculty_en),
      'department', json_build_object('ja', a.department_ja, 'en', a.department_en),
      'enrolledOn', a.enrolled_on, 'leftOn', a.left_on,
      'holdReason', case when a.hold_reason_ja is null then null
        else json_build_object('ja', a.hold_reason_ja, 'en', coalesce(a.hold_reason_en, a.hold_reason_ja)) end,
      'courseCount', (select count(*) from course_record c where c.affiliation_id = a.id),
      'person', json_build_object('nameJa', s.name_ja, 'nameKana', s.name_kana,
        'nameRoman', s.name_roman, 'birthDate', s.birth_date)
    ) order by a.left_on desc nulls first, a.enrolled_on desc, a.student_number)
    from account_affiliation m
    join affiliation a on a.id = m.affiliation_id
    join student s on s.id = a.student_id
    where m.account_id = d.account_id
  ), '[]')`;

/** @returns null when there is no such draft, or when it is somebody else's */
export async function findDraft(
  pool: Pool,
  draftId: string,
  accountId: string,
): Promise<Draft | null> {
  if (!isUuid(draftId)) return null;
  const { rows } = await pool.query<Draft>({
    name: 'find-draft',
    text: `select d.id, d.data, o.id as "orderId", ${AFFILIATIONS} as affiliations
      from order_draft d left join "order" o on o.placement_key = d.id::text
      where d.id = $1 and d.account_id = $2`,
    values: [draftId, accountId],
  });
  return rows[0] ?? null;
}

export interface OrderLineView {
  position: number;
  kind: string;
  language: CertificateLanguage;
  /** Frozen at placement. */
  name: Bilingual;
  copies: number;
  unitFeeYen: number;
  feeYen: number;
  studentNumber: string;
}

export interface PaymentView {
  id: string;
  state: PaymentState;
  amountYen: number;
  createRequestId: string;
  providerOrderId: string | null;
  approvalUrl: string | null;
  returnedAt: Date | null;
  paidAt: Date | null;
}

export interface PrintJobView {
  position: number;
  network: PrintNetworkId;
  state: string;
  code: string | null;
  pages: number | null;
  copies: number;
  printedCount: number;
  delayedSince: Date | null;
}

export interface RefundView {
  amountYen: number;
  cause: RefundCause;
  state: 'requested' | 'refunded' | 'refused';
  requestedAt: Date;
  endedAt: Date | null;
}

/** What every list and page of an order needs. */
export interface OrderSummary {
  id: string;
  issueNumber: string;
  placedOn: CivilDate;
  placedAt: Date;
  state: OrderState;
  attention: string | null;
  totalYen: number;
  paymentDeadline: Date;
  printDeadline: Date;
  lines: OrderLineView[];
  /** The newest attempt to pay. */
  payment: { state: PaymentState; returnedAt: Date | null } | null;
  printJobs: PrintJobView[];
}

export interface OrderList {
  mailAddress: string | null;
  /** When mail to that address came back last; null while it arrives. */
  mailBouncedAt: Date | null;
  /** How many orders stand in each tab. */
  counts: Record<OrderTab, number>;
  orders: OrderSummary[];
}

/** `orderTab` of domain/orders/states.ts in SQL; a test compares the two for every state. $2 is the present instant. */
const IS_CURRENT = `(
  (o.state = 'awaiting_payment' and $2 < o.payment_deadline)
  or (o.state in ('preparing', 'printable', 'partly_printed') and $2 < o.print_deadline)
)`;

const LINES = `(
  select json_agg(json_build_object(
    'position', l.position, 'kind', l.certificate_kind, 'language', l.language,
    'name', json_build_object('ja', l.name_ja, 'en', l.name_en), 'copies', l.copies,
    'unitFeeYen', l.unit_fee_yen, 'feeYen', l.fee_yen, 'studentNumber', l.student_number
  ) order by l.position) from order_line l where l.order_id = o.id)`;

const PRINT_JOBS = `coalesce((
  select json_agg(json_build_object(
    'position', l.position, 'network', j.network, 'state', j.state, 'code', j.code, 'pages', j.pages,
    'copies', j.copies, 'printedCount', j.printed_count, 'delayedSince', j.delayed_since
  ) order by l.position, j.network)
  from print_job j join order_line l on l.id = j.line_id where j.order_id = o.id), '[]')`;

const SUMMARY = `'id', o.id, 'issueNumber', o.issue_number, 'placedOn', o.placed_on, 'placedAt', o.placed_at,
  'state', o.state, 'attention', o.attention, 'totalYen', o.total_yen,
  'paymentDeadline', o.payment_deadline, 'printDeadline', o.print_deadline,
  'lines', ${LINES}, 'printJobs', ${PRINT_JOBS},
  'payment', (select json_build_object('state', p.state, 'returnedAt', p.returned_at)
    from payment p where p.order_id = o.id order by p.created_at desc, p.id limit 1)`;

/**
 * @param page counted from 1
 * @returns one page of one tab, newest first, with the size of both tabs
 */
export async function listOrders(
  pool: Pool,
  asked: { accountId: string; tab: OrderTab; page: number; pageSize: number; now: Date },
): Promise<OrderList> {
  const { rows } = await pool.query<{
    mailAddress: string | null;
    mailBouncedAt: Date | null;
    printable: number;
    history: number;
    orders: Wire<OrderSummary>[];
  }>({
    name: 'list-orders',
    text: `with mine as materialized (
        select o.id, o.placed_at, ${IS_CURRENT} as is_current from "order" o where o.account_id = $1
      ), shown as (
        select id from mine where is_current = $3
        order by placed_at desc, id limit $4 offset $5
      )
      select a.mail_address as "mailAddress", a.mail_bounced_at as "mailBouncedAt",
        (select count(*)::int from mine where is_current) as printable,
        (select count(*)::int from mine where not is_current) as history,
        coalesce((select json_agg(json_build_object(${SUMMARY}) order by o.placed_at desc, o.id)
          from "order" o join shown on shown.id = o.id), '[]') as orders
      from account a where a.id = $1`,
    values: [
      asked.accountId,
      asked.now,
      asked.tab === 'printable',
      asked.pageSize,
      (asked.page - 1) * asked.pageSize,
    ],
  });
  const row = rows[0];
  if (!row) {
    const counts = { printable: 0, history: 0 };
    return { mailAddress: null, mailBouncedAt: null, counts, orders: [] };
  }
  const { mailAddress, mailBouncedAt, printable, history } = row;
  const orders = row.orders.map(readSummary);
  return { mailAddress, mailBouncedAt, counts: { printable, history }, orders };
}

/** One order with all that its page tells. */
export interface OrderDetail extends OrderSummary {
  accountId: string;
  universityId: string;
  universityCode: string;
  issueFeeYen: number;
  systemFeeYen: number;
  paymentMethod: string;
  printNetworks: PrintNetworkId[];
  startedAt: Date | null;
  paidAt: Date | null;
  printableAt: Date | null;
  endedAt: Date | null;
  /** Oldest first. */
  payments: PaymentView[];
  refunds: RefundView[];
  /** The mail with the print numbers, once there is one. */
  numbersMail: { state: 'queued' | 'accepted' | 'undeliverable' } | null;
}

const DETAIL = `${SUMMARY}, 'accountId', o.account_id, 'universityId', o.university_id,
  'universityCode', u.code, 'issueFeeYen', o.issue_fee_yen, 'systemFeeYen', o.system_fee_yen,
  'paymentMethod', o.payment_method, 'printNetworks', to_json(o.print_networks), 'startedAt', o.started_at,
  'paidAt', o.paid_at, 'printableAt', o.printable_at, 'endedAt', o.ended_at,
  'payments', coalesce((select json_agg(json_build_object('id', p.id, 'state', p.state,
      'amountYen', p.amount_yen, 'createRequestId', p.create_request_id,
      'providerOrderId', p.provider_order_id, 'approvalUrl', p.approval_url,
      'returnedAt', p.returned_at, 'paidAt', p.paid_at) order by p.created_at, p.id)
    from payment p where p.order_id = o.id), '[]'),
  'refunds', coalesce((select json_agg(json_build_object('amountYen', r.amount_yen, 'cause', r.cause,
      'state', r.state, 'requestedAt', r.requested_at, 'endedAt', r.ended_at) order by r.requested_at, r.id)
    from refund r where r.order_id = o.id), '[]'),
  'numbersMail', (select json_build_object('state', m.state) from mail_message m
    where m.order_id = o.id and m.template = 'order-numbers' order by m.created_at desc limit 1)`;

/** @returns null when there is no such order in this university, or when it is somebody else's: both are one 404 */
export async function findOrder(
  pool: Pool,
  asked: { orderId: string; accountId: string; universityCode: string },
): Promise<OrderDetail | null> {
  if (!isUuid(asked.orderId)) return null;
  const { rows } = await pool.query<{ order: Wire<OrderDetail> }>({
    name: 'find-order',
    text: `select json_build_object(${DETAIL}) as "order"
      from "order" o join university u on u.id = o.university_id
      where o.id = $1 and o.account_id = $2 and u.code = $3`,
    values: [asked.orderId, asked.accountId, asked.universityCode],
  });
  const order = rows[0]?.order;
  return order ? readDetail(order) : null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL answers anything else in a uuid column with an error, which would be a 500 instead of a 404. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A row as JSON brings it: instants are strings. */
type Wire<T> = {
  [K in keyof T]: T[K] extends Date
    ? string
    : T[K] extends Date | null
      ? string | null
      : T[K] extends (infer E)[]
        ? E extends string
          ? T[K]
          : Wire<E>[]
        : T[K] extends object | null
          ? Wire<T[K] & object> | Extract<T[K], null>
          : T[K];
};

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

function readSummary(row: Wire<OrderSummary>): OrderSummary {
  return {
    ...row,
    placedAt: new Date(row.placedAt),
    paymentDeadline: new Date(row.paymentDeadline),
    printDeadline: new Date(row.printDeadline),
    payment: row.payment && { ...row.payment, returnedAt: instant(row.payment.returnedAt) },
    printJobs: row.printJobs.map((job) => ({ ...job, delayedSince: instant(job.delayedSince) })),
  };
}

function readDetail(row: Wire<OrderDetail>): OrderDetail {
  return {
    ...row,
    ...readSummary(row),
    startedAt: instant(row.startedAt),
    paidAt: instant(row.paidAt),
    printableAt: instant(row.printableAt),
    endedAt: instant(row.endedAt),
    payments: row.payments.map((payment) => ({
      ...payment,
      returnedAt: instant(payment.returnedAt),
      paidAt: instant(payment.paidAt),
    })),
    refunds: row.refunds.map((refund) => ({
      ...refund,
      requestedAt: new Date(refund.requestedAt),
      endedAt: instant(refund.endedAt),
    })),
  };
}
