import { isAllowed } from '../../domain/staff/roles.ts';
import type { OrderState } from '../../domain/orders/states.ts';
import type { Locale } from '../../domain/university/profile.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { formatDateTime, formatStamp } from '../../rendering/format.ts';
import type { StaffAtWork } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { actionInWords, actorInWords } from './audit-words.ts';
import type { Worded } from './audit-words.ts';
import { isCancellable } from './cancellation-commands.ts';
import type { StaffOrder } from './order-queries.ts';
import { ORDER_TONES } from './order-tones.ts';
import type { OrderTone } from './order-tones.ts';
import { deskWords, methodName } from './order-words.ts';
import type { DeskWords, Row } from './order-words.ts';
import { TASK_TONES } from './tasks.ts';

/** What a redirect can ask the order's page to say once. */
export const ORDER_NOTICES = [
  'cancelled',
  'requested',
  'already_requested',
  'changed',
  'unknown',
  'refused',
  'mail',
  'mail-refused',
] as const;
export type OrderNotice = (typeof ORDER_NOTICES)[number];

interface TaskLine {
  href: string;
  label: string;
  state: string;
  tone: 'waiting' | 'working' | 'done';
  note: string | null;
}

interface MailLine {
  id: string;
  subject: string;
  at: string;
  state: string;
  recipient: string;
}

/** One thing that happened to an order, by whom. */
interface HappenedLine {
  at: string;
  action: Worded;
  actor: Worded;
  cause: string | null;
}

/** Everything about an order that the desk answers for, in the reader's language. */
export interface StaffOrderModel {
  id: string;
  issueNumber: string;
  state: OrderState;
  tone: OrderTone;
  attention: string | null;
  notice: { kind: 'success' | 'warning'; name: OrderNotice } | null;
  cancelHref: string | null;
  summary: Row[];
  tasks: TaskLine[];
  lines: Row[];
  payments: Row[];
  refunds: Row[];
  journal: Row[];
  print: Row[];
  moved: Row[];
  mails: MailLine[];
  maySendAgain: boolean;
  audit: HappenedLine[];
}

export const staffOrderPage = definePage<StaffOrderModel>('staff/order', {
  title: ({ issueNumber }) => ({
    key: 'staffOrders.order.title',
    params: { number: issueNumber },
  }),
});

export interface StaffOrderContext {
  university: LoadedProfile;
  staff: Pick<StaffAtWork, 'roles'>;
  locale: Locale;
  notice: OrderNotice | null;
}

const DOES_WELL: readonly OrderNotice[] = ['cancelled', 'requested', 'mail'];

export function staffOrderModel(order: StaffOrder, context: StaffOrderContext): StaffOrderModel {
  const { university, staff, locale, notice } = context;
  const words = deskWords(locale);
  const { code } = university;
  const mayCancel = isAllowed(staff.roles, 'desk.act') && isCancellable(order.state);
  return {
    id: order.id,
    issueNumber: order.issueNumber,
    state: order.state,
    tone: ORDER_TONES[order.state],
    attention:
      order.attention === null
        ? null
        : words.word(`staffOrders.attention.${order.attention}`, order.attention),
    notice: notice && { kind: DOES_WELL.includes(notice) ? 'success' : 'warning', name: notice },
    cancelHref: mayCancel ? paths.staffOrderCancellation(code, order.id) : null,
    summary: summaryOf(order, context, words),
    tasks: order.tasks.map((task) => ({
      href: paths.staffTask(code, task.id),
      label: words.say(`staffOrders.kinds.${task.kind}.label`),
      state: words.say(`staffOrders.taskStates.${task.state}`),
      tone: TASK_TONES[task.state],
      note: task.note,
    })),
    lines: order.lines.map((line) => ({
      label: line.name[locale],
      value: words.say('staffOrders.order.line', {
        number: line.studentNumber,
        language: words.say(`staffOrders.languages.${line.language}`),
        count: line.copies,
        fee: words.yen(line.feeYen),
      }),
    })),
    payments: [...paymentsOf(order, context, words), ...depositsOf(order, words)],
    refunds: refundsOf(order, words),
    journal: order.journal.map((entry) => ({
      label: formatStamp(entry.at),
      value: words.say('staffOrders.order.booking', {
        amount: words.yen(entry.amountYen),
        from: words.word(`staffOrders.accounts.${entry.debit}`, entry.debit),
        to: words.word(`staffOrders.accounts.${entry.credit}`, entry.credit),
      }),
    })),
    print: printOf(order, words),
    moved: order.deadlineChanges.map((change) => ({
      label: formatStamp(change.at),
      value: words.say('staffOrders.order.moved', {
        which: words.word(`staffOrders.deadlines.${change.which}`, change.which),
        cause: words.word(`staffOrders.deadlineCauses.${change.cause}`, change.cause),
        before: formatStamp(change.before),
        after: formatStamp(change.after),
      }),
    })),
    mails: order.mails.map((mail) => ({
      id: mail.id,
      subject: mail.subject,
      at: formatStamp(mail.createdAt),
      state: words.say(
        `staffOrders.mailStates.${mail.bouncedAt === null ? mail.state : 'bounced'}`,
      ),
      recipient: mail.recipient,
    })),
    maySendAgain: isAllowed(staff.roles, 'order.manage'),
    audit: order.audit.map((entry) => ({
      at: formatStamp(entry.at),
      action: actionInWords(entry.action),
      actor: actorInWords(entry.actor),
      cause: entry.cause,
    })),
  };
}

function summaryOf(
  order: StaffOrder,
  { university, locale }: StaffOrderContext,
  words: DeskWords,
): Row[] {
  const { person } = order;
  const numbers = [...new Set(order.lines.map(({ studentNumber }) => studentNumber))];
  const moment = (label: string, at: Date | null): Row[] =>
    at === null ? [] : [{ label: words.say(label), value: formatDateTime(at, locale) }];
  return [
    {
      label: words.say('staffOrders.parts.name'),
      value: `${person.nameJa} (${person.nameKana}) ${person.nameRoman}`,
    },
    { label: words.say('staffOrders.parts.studentNumber'), value: numbers.join(', ') },
    {
      label: words.say('staffOrders.parts.mailAddress'),
      value: `${order.mailAddress ?? '–'}${order.mailBouncedAt === null ? '' : ` (${words.say('staffOrders.mailStates.bounced')})`}`,
    },
    { label: words.say('staffOrders.parts.total'), value: words.yen(order.totalYen) },
    ...(order.systemFeeYen > 0
      ? [{ label: words.say('staffOrders.parts.systemFee'), value: words.yen(order.systemFeeYen) }]
      : []),
    {
      label: words.say('staffOrders.parts.method'),
      value: methodName(university.profile, order.paymentMethod, locale),
    },
    ...moment('staffOrders.order.placedAt', order.placedAt),
    ...(order.paidAt === null ? moment('staffOrders.order.payBy', order.paymentDeadline) : []),
    ...moment('staffOrders.order.paidAt', order.paidAt),
    ...moment('staffOrders.order.printableAt', order.printableAt),
    ...moment('staffOrders.order.printBy', order.printDeadline),
    ...moment('staffOrders.order.endedAt', order.endedAt),
  ];
}

function paymentsOf(
  order: StaffOrder,
  { university, locale }: StaffOrderContext,
  words: DeskWords,
): Row[] {
  return order.payments.map((payment) => ({
    label: formatStamp(payment.paidAt ?? payment.createdAt),
    value: [
      words.yen(payment.amountYen),
      methodName(university.profile, payment.method, locale),
      words.word(`staffOrders.paymentStates.${payment.state}`, payment.state),
      payment.captureId ?? '',
      payment.reason ?? '',
    ]
      .filter(Boolean)
      .join(' / '),
  }));
}

function depositsOf(order: StaffOrder, words: DeskWords): Row[] {
  return order.deposits.map((deposit) => ({
    label: formatStamp(deposit.paidAt),
    value: [
      words.say(
        deposit.reversedAt === null
          ? 'staffOrders.order.deposit'
          : 'staffOrders.order.depositReversed',
        {
          amount: words.yen(deposit.amountYen),
        },
      ),
      deposit.store ?? '',
      deposit.countedYen > 0
        ? words.say('staffOrders.order.counted', { amount: words.yen(deposit.countedYen) })
        : '',
      deposit.returningYen > 0
        ? words.say('staffOrders.order.goesBack', { amount: words.yen(deposit.returningYen) })
        : '',
    ]
      .filter(Boolean)
      .join(' / '),
  }));
}

function refundsOf(order: StaffOrder, words: DeskWords): Row[] {
  return order.refunds.map((refund) => ({
    label: formatStamp(refund.endedAt ?? refund.requestedAt),
    value: [
      words.yen(refund.amountYen),
      words.word(`staffOrders.causes.${refund.cause}`, refund.cause),
      words.say(
        refund.state === 'requested' && refund.channel === 'payout'
          ? refund.paidOutAt === null
            ? 'staffOrders.refundStates.owed'
            : 'staffOrders.refundStates.paid_out'
          : `staffOrders.refundStates.${refund.state}`,
      ),
      refund.payoutReference ?? '',
    ]
      .filter(Boolean)
      .join(' / '),
  }));
}

function printOf(order: StaffOrder, words: DeskWords): Row[] {
  return order.printJobs.map((job) => ({
    label: words.say('staffOrders.order.jobOf', {
      network: words.word(`staffOrders.networks.${job.network}`, job.network),
      position: job.position,
    }),
    value: [
      words.word(`staffOrders.jobStates.${job.state}`, job.state),
      words.say('staffOrders.order.printed', { printed: job.printedCount, copies: job.copies }),
      job.codeEnd === null ? '' : words.say('staffOrders.order.codeEnd', { end: job.codeEnd }),
      job.registrations > 1
        ? words.say('staffOrders.order.registrations', { count: job.registrations })
        : '',
      job.delayedSince === null
        ? ''
        : words.say('staffOrders.order.delayedSince', { since: formatStamp(job.delayedSince) }),
      job.reason ?? '',
    ]
      .filter(Boolean)
      .join(' / '),
  }));
}
