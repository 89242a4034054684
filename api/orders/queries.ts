import type { Pool } from 'pg';
import type { CertificateLanguage, Destination } from '../../domain/orders/fees.ts';
import type { DeadlineChangeCause } from '../../domain/orders/deadline-changes.ts';
import type { PaymentState } from '../../domain/orders/payment-states.ts';
import type { RefundCause } from '../../domain/orders/refund-causes.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import type { OrderTab, TabRule } from '../../domain/orders/tabs.ts';
import type { SlipNumber } from '../../domain/orders/slip.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { Bilingual, PrintNetworkId, ProviderId } from '../../domain/university/profile.ts';
import { isUuid } from '../../platform/uuid.ts';

/**
 * What the pages of orders read. Each page is one statement: PostgreSQL gathers what belongs together as JSON.
 * Instants inside that JSON are ISO strings with their offset.
 */

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
  /** Code of the method, which the person may have changed since. */
  method: string;
  provider: ProviderId;
  /** Slips: until when the provider takes money for it; null for other ways to pay. */
  dueAt: Date | null;
  /** The numbers to pay with, once there are some. */
  slip: SlipNumber[] | null;
  returnedAt: Date | null;
  paidAt: Date | null;
}

export interface PrintJobView {
  position: number;
  network: PrintNetworkId;
  state: string;
  /** What the document is called at its network; without personal data. */
  key: string;
  code: string | null;
  pages: number | null;
  copies: number;
  printedCount: number;
  delayedSince: Date | null;
  /** `replaced`: the number is another one than before. Else why there is none. */
  reason: string | null;
  /** Until when the network itself keeps it. */
  retainedUntil: Date | null;
  hasImage: boolean;
}

/** Cash that a store took for one of the order's slips. */
export interface DepositView {
  amountYen: number;
  store: string | null;
  paidAt: Date;
  reversedAt: Date | null;
}

export interface DeadlineChangeView {
  which: 'payment' | 'print';
  cause: DeadlineChangeCause;
  after: Date;
  changedAt: Date;
}

/** A step of the order as it was recorded, of those that no other row tells. */
export interface RecordedStep {
  at: Date;
  action: 'some_printed' | 'numbers_lost' | 'cancel' | 'cancel_free' | 'cancel_paid' | 'attention';
  /** Of `attention`: why a person must look, null when nobody need any more. */
  attention: string | null;
  /** Why an order was given up; null where its person did so before paying. */
  cause: RefundCause | null;
}

export interface RefundView {
  channel: 'provider' | 'payout';
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
  payment: {
    state: PaymentState;
    returnedAt: Date | null;
    hasSlip: boolean;
    depositedYen: number;
  } | null;
  owesCash: boolean;
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

/**
 * `orderTabs` of domain/orders/tabs.ts in SQL; a test compares the two for every state. $2 is the present instant, $3
 * whether the rule is that of manual 003, $4 the methods that have days to pay.
 */
const IS_CURRENT = `case when $3::boolean then
    o.state not in ('cancelled', 'refunding', 'refunded') and (
      (o.paid_at is not null and o.payment_method <> all($4::text[]))
      or (o.state <> 'lapsed' and $2 < o.payment_deadline))
  else
    (o.state = 'awaiting_payment' and $2 < o.payment_deadline)
    or (o.state in ('preparing', 'printable', 'partly_printed') and $2 < o.print_deadline)
  end`;
const IS_ALSO_HISTORY = `$3::boolean and o.paid_at is not null and o.payment_method = any($4::text[])`;

/** Only orders whose number begins so, or with a certificate of that name in either language; $5, null for all. */
const IS_FOUND = `$5::text is null or starts_with(o.issue_number, $5) or exists (
    select 1 from order_line l where l.order_id = o.id
      and (strpos(lower(l.name_ja), lower($5)) > 0 or strpos(lower(l.name_en), lower($5)) > 0))`;

const LINES = `(
  select json_agg(json_build_object(
    'position', l.position, 'kind', l.certificate_kind, 'language', l.language,
    'name', json_build_object('ja', l.name_ja, 'en', l.name_en), 'copies', l.copies,
    'unitFeeYen', l.unit_fee_yen, 'feeYen', l.fee_yen, 'studentNumber', l.student_number
  ) order by l.position) from order_line l where l.order_id = o.id)`;

const PRINT_JOBS = `coalesce((
  select json_agg(json_build_object(
    'position', l.position, 'network', j.network, 'state', j.state, 'key', j.key, 'code', j.code, 'pages', j.pages,
    'copies', j.copies, 'printedCount', j.printed_count, 'delayedSince', j.delayed_since,
    'reason', j.reason, 'retainedUntil', j.retained_until,
    'hasImage', exists (select from print_job s where s.order_id = j.order_id and s.network = j.network
      and s.code = j.code and s.qr_image is not null)
  ) order by l.position, j.network)
  from print_job j join order_line l on l.id = j.line_id where j.order_id = o.id), '[]')`;

const SUMMARY = `'id', o.id, 'issueNumber', o.issue_number, 'placedOn', o.placed_on, 'placedAt', o.placed_at,
  'state', o.state, 'attention', o.attention, 'totalYen', o.total_yen,
  'paymentDeadline', o.payment_deadline, 'printDeadline', o.print_deadline,
  'lines', ${LINES}, 'printJobs', ${PRINT_JOBS},
  'payment', (select json_build_object('state', p.state, 'returnedAt', p.returned_at, 'hasSlip', p.slip is not null,
      'depositedYen', (select coalesce(sum(d.amount_yen), 0)::int from deposit d
        where d.payment_id = p.id and d.reversed_at is null))
    from payment p where p.order_id = o.id order by p.created_at desc, p.id limit 1),
  'owesCash', exists (select 1 from refund r where r.order_id = o.id and r.channel = 'payout'
    and r.state <> 'refunded')`;

/** Which orders of a person a page of the list is about. */
export interface ListQuestion {
  accountId: string;
  tab: OrderTab;
  /** Counted from 1. */
  page: number;
  pageSize: number;
  now: Date;
  rule: TabRule;
  /** Codes of the methods that have days to pay. */
  methodsWithDays: readonly string[];
  /** Beginning of an issue number, or part of a certificate's name; null for all. */
  search: string | null;
}

/** @returns one page of one tab, newest first, with the size of both tabs as far as they are searched */
export async function listOrders(pool: Pool, asked: ListQuestion): Promise<OrderList> {
  const { rows } = await pool.query<{
    mailAddress: string | null;
    mailBouncedAt: Date | null;
    printable: number;
    history: number;
    orders: Wire<OrderSummary>[];
  }>({
    name: 'list-orders',
    text: `with mine as materialized (
        select o.id, o.placed_at, ${IS_CURRENT} as is_current, ${IS_ALSO_HISTORY} as is_also_history
        from "order" o where o.account_id = $1 and (${IS_FOUND})
      ), shown as (
        select id from mine where case when $6 then is_current else not is_current or is_also_history end
        order by placed_at desc, id limit $7 offset $8
      )
      select a.mail_address as "mailAddress", a.mail_bounced_at as "mailBouncedAt",
        (select count(*)::int from mine where is_current) as printable,
        (select count(*)::int from mine where not is_current or is_also_history) as history,
        coalesce((select json_agg(json_build_object(${SUMMARY}) order by o.placed_at desc, o.id)
          from "order" o join shown on shown.id = o.id), '[]') as orders
      from account a where a.id = $1`,
    values: [
      asked.accountId,
      asked.now,
      asked.rule.legacy,
      asked.methodsWithDays,
      asked.search,
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
  destination: Destination;
  printNetworks: PrintNetworkId[];
  /** When the one free re-opening of the print window was used; null while it was not. */
  reopenedAt: Date | null;
  startedAt: Date | null;
  paidAt: Date | null;
  printableAt: Date | null;
  endedAt: Date | null;
  /** Oldest first. */
  payments: PaymentView[];
  refunds: RefundView[];
  deposits: DepositView[];
  deadlineChanges: DeadlineChangeView[];
  recordedSteps: RecordedStep[];
  /** Networks of the order that do not work now; `until`: when they say that they will. */
  outages: { network: PrintNetworkId; from: Date; until: Date | null }[];
  /** The mail with the print numbers, once there is one. */
  numbersMail: { state: 'queued' | 'accepted' | 'undeliverable' } | null;
  /** The mail with the numbers to pay with, once there is one. */
  slipMail: { state: 'queued' | 'accepted' | 'undeliverable' } | null;
}

const DETAIL = `${SUMMARY}, 'accountId', o.account_id, 'universityId', o.university_id,
  'universityCode', u.code, 'issueFeeYen', o.issue_fee_yen, 'systemFeeYen', o.system_fee_yen,
  'paymentMethod', o.payment_method, 'destination', o.destination, 'reopenedAt', o.reopened_at,
  'printNetworks', to_json(o.print_networks), 'startedAt', o.started_at,
  'paidAt', o.paid_at, 'printableAt', o.printable_at, 'endedAt', o.ended_at,
  'payments', coalesce((select json_agg(json_build_object('id', p.id, 'state', p.state,
      'amountYen', p.amount_yen, 'createRequestId', p.create_request_id,
      'providerOrderId', p.provider_order_id, 'approvalUrl', p.approval_url,
      'method', p.method, 'provider', p.provider, 'dueAt', p.due_at, 'slip', p.slip,
      'returnedAt', p.returned_at, 'paidAt', p.paid_at) order by p.created_at, p.id)
    from payment p where p.order_id = o.id), '[]'),
  'refunds', coalesce((select json_agg(json_build_object('amountYen', r.amount_yen, 'cause', r.cause, 'channel', r.channel,
      'state', r.state, 'requestedAt', r.requested_at, 'endedAt', r.ended_at) order by r.requested_at, r.id)
    from refund r where r.order_id = o.id), '[]'),
  'deposits', coalesce((select json_agg(json_build_object('amountYen', d.amount_yen, 'store', d.store,
      'paidAt', d.paid_at, 'reversedAt', d.reversed_at) order by d.paid_at, d.id)
    from deposit d where d.order_id = o.id), '[]'),
  'deadlineChanges', coalesce((select json_agg(json_build_object('which', c.which, 'cause', c.cause,
      'after', c.after, 'changedAt', c.changed_at) order by c.changed_at, c.id)
    from deadline_change c where c.order_id = o.id), '[]'),
  'recordedSteps', coalesce((select json_agg(json_build_object('at', e.at, 'action', e.action,
      'attention', e.after->>'attention', 'cause', e.cause) order by e.id)
    from audit_entry e where e.entity = 'order' and e.entity_id = o.id::text
      and e.action in ('some_printed', 'numbers_lost', 'cancel', 'cancel_free', 'cancel_paid', 'attention')), '[]'),
  'outages', coalesce((select json_agg(json_build_object('network', x.network, 'from', x."from", 'until', x.until))
    from network_outage x where x."to" is null and x.network = any(o.print_networks)), '[]'),
  'numbersMail', (select json_build_object('state', m.state) from mail_message m
    where m.order_id = o.id and m.template = 'order-numbers' order by m.created_at desc limit 1),
  'slipMail', (select json_build_object('state', m.state) from mail_message m
    where m.order_id = o.id and m.template = 'cash-slip' order by m.created_at desc limit 1)`;

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
          ? Wire<Exclude<T[K], null>> | Extract<T[K], null>
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
    printJobs: row.printJobs.map((job) => ({
      ...job,
      delayedSince: instant(job.delayedSince),
      retainedUntil: instant(job.retainedUntil),
    })),
  };
}

function readDetail(row: Wire<OrderDetail>): OrderDetail {
  return {
    ...row,
    ...readSummary(row),
    startedAt: instant(row.startedAt),
    reopenedAt: instant(row.reopenedAt),
    paidAt: instant(row.paidAt),
    printableAt: instant(row.printableAt),
    endedAt: instant(row.endedAt),
    payments: row.payments.map((payment) => ({
      ...payment,
      dueAt: instant(payment.dueAt),
      returnedAt: instant(payment.returnedAt),
      paidAt: instant(payment.paidAt),
    })),
    refunds: row.refunds.map((refund) => ({
      ...refund,
      requestedAt: new Date(refund.requestedAt),
      endedAt: instant(refund.endedAt),
    })),
    deposits: row.deposits.map((deposit) => ({
      ...deposit,
      paidAt: new Date(deposit.paidAt),
      reversedAt: instant(deposit.reversedAt),
    })),
    deadlineChanges: row.deadlineChanges.map((change) => ({
      ...change,
      after: new Date(change.after),
      changedAt: new Date(change.changedAt),
    })),
    outages: row.outages.map((outage) => ({
      ...outage,
      from: new Date(outage.from),
      until: instant(outage.until),
    })),
    recordedSteps: row.recordedSteps.map((step) => ({ ...step, at: new Date(step.at) })),
  };
}
