import type { OrderState } from '../../domain/orders/states.ts';
import type { StaffTaskKind, StaffTaskState } from '../../domain/staff/tasks.ts';
import type { Bilingual } from '../../domain/university/profile.ts';
import type { UniversityReader } from './data.ts';

/** Instants inside the JSON of a statement are ISO strings. */
type Iso = string;

export interface StaffOrderLine {
  position: number;
  name: Bilingual;
  language: string;
  copies: number;
  feeYen: number;
  studentNumber: string;
}

export interface StaffPayment {
  id: string;
  provider: string;
  method: string;
  amountYen: number;
  state: string;
  captureId: string | null;
  createdAt: Iso;
  paidAt: Iso | null;
  reason: string | null;
}

export interface StaffDeposit {
  amountYen: number;
  countedYen: number;
  returningYen: number;
  kind: string;
  store: string | null;
  paidAt: Iso;
  reversedAt: Iso | null;
}

export interface StaffRefund {
  id: string;
  amountYen: number;
  cause: string;
  state: string;
  channel: string;
  requestedAt: Iso;
  endedAt: Iso | null;
  paidOutAt: Iso | null;
  payoutReference: string | null;
}

export interface StaffPrintJob {
  position: number;
  network: string;
  state: string;
  /** Its last characters only: the number is the person's. */
  codeEnd: string | null;
  copies: number;
  printedCount: number;
  registrations: number;
  reason: string | null;
  delayedSince: Iso | null;
}

export interface StaffMail {
  id: string;
  subject: string;
  template: string;
  state: string;
  recipient: string;
  createdAt: Iso;
  bouncedAt: Iso | null;
}

export interface StaffTaskSummary {
  id: string;
  kind: StaffTaskKind;
  state: StaffTaskState;
  amountYen: number | null;
  createdAt: Iso;
  action: string | null;
  note: string | null;
}

export interface StaffAuditRow {
  at: Iso;
  actor: string;
  action: string;
  cause: string | null;
  after: unknown;
}

/** An order as the staff of its university see it. */
export interface StaffOrder {
  id: string;
  issueNumber: string;
  placedAt: Date;
  state: OrderState;
  attention: string | null;
  issueFeeYen: number;
  systemFeeYen: number;
  totalYen: number;
  paymentMethod: string;
  paymentDeadline: Date;
  printDeadline: Date;
  startedAt: Date | null;
  paidAt: Date | null;
  printableAt: Date | null;
  endedAt: Date | null;
  person: { nameJa: string; nameKana: string; nameRoman: string };
  mailAddress: string | null;
  mailBouncedAt: Date | null;
  lines: StaffOrderLine[];
  payments: StaffPayment[];
  deposits: StaffDeposit[];
  refunds: StaffRefund[];
  printJobs: StaffPrintJob[];
  journal: { at: Iso; event: string; debit: string; credit: string; amountYen: number }[];
  deadlineChanges: { which: string; cause: string; before: Iso; after: Iso; at: Iso }[];
  tasks: StaffTaskSummary[];
  /** Newest first. */
  mails: StaffMail[];
  audit: StaffAuditRow[];
}

/** Of each the newest, as many as keep the page below 30 KB. */
const MOST_MAILS = 10;
const MOST_ENTRIES = 30;

const list = (fields: string, from: string, order: string) =>
  `(select coalesce(json_agg(json_build_object(${fields}) order by ${order}), '[]') from ${from})`;

const ORDER = `select o.id, o.issue_number as "issueNumber", o.placed_at as "placedAt", o.state, o.attention,
  o.issue_fee_yen as "issueFeeYen", o.system_fee_yen as "systemFeeYen", o.total_yen as "totalYen",
  o.payment_method as "paymentMethod", o.payment_deadline as "paymentDeadline", o.print_deadline as "printDeadline",
  o.started_at as "startedAt", o.paid_at as "paidAt", o.printable_at as "printableAt", o.ended_at as "endedAt",
  o.frozen_person as person, c.mail_address as "mailAddress", c.mail_bounced_at as "mailBouncedAt",
  ${list(
    `'position', l.position, 'name', json_build_object('ja', l.name_ja, 'en', l.name_en), 'language', l.language,
    'copies', l.copies, 'feeYen', l.fee_yen, 'studentNumber', l.student_number`,
    'order_line l where l.order_id = o.id',
    'l.position',
  )} as lines,
  ${list(
    `'id', p.id, 'provider', p.provider, 'method', p.method, 'amountYen', p.amount_yen, 'state', p.state,
    'captureId', p.capture_id, 'createdAt', p.created_at, 'paidAt', p.paid_at, 'reason', p.reason`,
    'payment p where p.order_id = o.id',
    'p.created_at, p.id',
  )} as payments,
  ${list(
    `'amountYen', d.amount_yen, 'countedYen', d.counted_yen, 'returningYen', d.returning_yen, 'kind', d.kind,
    'store', d.store, 'paidAt', d.paid_at, 'reversedAt', d.reversed_at`,
    'deposit d where d.order_id = o.id',
    'd.paid_at, d.id',
  )} as deposits,
  ${list(
    `'id', r.id, 'amountYen', r.amount_yen, 'cause', r.cause, 'state', r.state, 'channel', r.channel,
    'requestedAt', r.requested_at, 'endedAt', r.ended_at, 'paidOutAt', r.paid_out_at,
    'payoutReference', r.payout_reference`,
    'refund r where r.order_id = o.id',
    'r.requested_at, r.id',
  )} as refunds,
  ${list(
    `'position', l.position, 'network', j.network, 'state', j.state, 'codeEnd', right(j.code, 3), 'copies', j.copies,
    'printedCount', j.printed_count, 'registrations', j.registrations, 'reason', j.reason,
    'delayedSince', j.delayed_since`,
    'print_job j join order_line l on l.id = j.line_id where j.order_id = o.id',
    'l.position, j.network',
  )} as "printJobs",
  ${list(
    `'at', e.booked_at, 'event', e.event, 'debit', e.debit, 'credit', e.credit, 'amountYen', e.amount_yen`,
    'journal_entry e where e.order_id = o.id',
    'e.booked_at, e.id',
  )} as journal,
  ${list(
    `'which', x.which, 'cause', x.cause, 'before', x.before, 'after', x.after, 'at', x.changed_at`,
    'deadline_change x where x.order_id = o.id',
    'x.changed_at, x.id',
  )} as "deadlineChanges",
  ${list(
    `'id', t.id, 'kind', t.kind, 'state', t.state, 'amountYen', t.amount_yen, 'createdAt', t.created_at,
    'action', t.action, 'note', t.note`,
    'staff_task t where t.order_id = o.id',
    't.created_at, t.id',
  )} as tasks,
  ${list(
    `'id', m.id, 'subject', m.subject, 'template', m.template, 'state', m.state, 'recipient', m.recipient,
    'createdAt', m.created_at, 'bouncedAt', m.bounced_at`,
    `(select * from mail_message q where q.order_id = o.id order by q.created_at desc limit ${MOST_MAILS}) m`,
    'm.created_at desc',
  )} as mails,
  ${list(
    `'at', a.at, 'actor', a.actor, 'action', a.action, 'cause', a.cause, 'after', a.after`,
    `(select * from audit_entry q
      where q.entity in ('order', 'payment', 'refund', 'staff_task') and q.action <> 'order_read'
        and q.entity_id in (
          select o.id::text union all select p.id::text from payment p where p.order_id = o.id
          union all select r.id::text from refund r where r.order_id = o.id
          union all select t.id::text from staff_task t where t.order_id = o.id)
      order by q.id desc limit ${MOST_ENTRIES}) a`,
    'a.id',
  )} as audit
  from "order" o join account c on c.id = o.account_id where o.id = $2`;

const NOTED = `select $3::timestamptz as at, $4::text as actor, 'order_read' as action, 'order' as entity,
  o.id::text as entity_id, null::jsonb as after from "order" o where o.id = $2 and $4::text is not null`;

/**
 * @param reading who reads it and when, for the record (R-325); null where the reading is part of doing something that
 *   is written down itself
 * @returns null for nobody's, and another university's: both are one 404
 */
export async function findStaffOrder(
  read: UniversityReader,
  orderId: string,
  reading: { at: Date; actor: string } | null,
): Promise<StaffOrder | null> {
  const [order] = await read<StaffOrder>({
    text: ORDER,
    values: [orderId, reading?.at ?? null, reading?.actor ?? null],
    noting: NOTED,
    name: 'find-staff-order',
  });
  return order ?? null;
}
