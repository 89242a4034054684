import { PAYOUT_WAYS } from '../../domain/staff/payouts.ts';
import { rolesFor } from '../../domain/staff/roles.ts';
import type { StaffRoleName } from '../../domain/staff/roles.ts';
import { judgeTaskAction, needsSecondPerson, TASK_ACTIONS } from '../../domain/staff/tasks.ts';
import type { StaffTaskAction, StaffTaskKind, StaffTaskState } from '../../domain/staff/tasks.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { Locale } from '../../domain/university/profile.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { formatDay } from '../../rendering/format.ts';
import type { FormState } from '../forms/form-state.ts';
import type { StaffAtWork } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { deskWords, factRows, methodName } from './order-words.ts';
import type { DeskWords, Row } from './order-words.ts';
import type { TaskDetail } from './task-queries.ts';
import { TASK_TONES } from './tasks.ts';

/** What a redirect can ask the task's page to say once. */
export const TASK_NOTICES = [
  'payout',
  'payout-first',
  'payout-later',
  'payout-declined',
  'try-again',
  'settled',
  'approved',
  'declined',
  'refused',
  'requested',
  'unknown',
] as const;
export type TaskNotice = (typeof TASK_NOTICES)[number];

export interface TaskModel {
  id: string;
  kind: StaffTaskKind;
  state: StaffTaskState;
  tone: 'waiting' | 'working' | 'done';
  /** What happened, in plain words. */
  happened: string;
  createdAt: Date;
  amountYen: number | null;
  rows: Row[];
  order: { href: string; rows: Row[] } | null;
  notice: { kind: 'success' | 'warning'; name: TaskNotice } | null;
  form: FormState;
  /** What the buttons send along: the state that this page showed. */
  seen: string;
  /** What this person may do now. */
  payout: { ways: { value: string; label: string }[]; needsTwo: boolean } | null;
  /** What another person recorded, to be confirmed. */
  confirm: { by: string; rows: Row[] } | null;
  mayDeclinePayout: boolean;
  mayTryAgain: boolean;
  cancelHref: string | null;
  mayApprove: boolean;
  mayDeclineRefund: boolean;
  maySettle: boolean;
  /** One's own step waits for somebody else. */
  isOwnStep: boolean;
  /** Who acts, where this person may not. */
  others: StaffRoleName[];
  /** How it ended. */
  done: { rows: Row[] } | null;
  backHref: string;
}

export const taskPage = definePage<TaskModel>('staff/task', {
  title: ({ kind }) => ({ key: `staffOrders.kinds.${kind}.label` }),
});

/** What a form saw of the task: changes with every step of another person, and with the sum. */
export const seenOf = ({
  state,
  firstAt,
  amountYen,
}: Pick<TaskDetail, 'state' | 'firstAt' | 'amountYen'>): string =>
  [state, firstAt?.getTime() ?? '', amountYen ?? ''].join(':');

/** Facts that stand elsewhere on the page. */
const TOLD_ELSEWHERE = ['paidOn', 'way', 'payoutReference', 'answer', 'refusal', 'cause'];

export interface TaskContext {
  university: LoadedProfile;
  staff: Pick<StaffAtWork, 'staffId' | 'roles'>;
  locale: Locale;
  form: FormState;
  notice: TaskNotice | null;
}

export function taskModel(task: TaskDetail, context: TaskContext): TaskModel {
  const { university, staff, locale, form, notice } = context;
  const words = deskWords(locale);
  const terms = university.profile.certificate.refunds;
  const actor = { id: staff.staffId, roles: staff.roles };
  const may = (action: StaffTaskAction) => 'step' in judgeTaskAction(task, action, actor, terms);
  const isConfirming = task.state === 'awaiting_second';
  const { code } = university;
  const allowed = TASK_ACTIONS[task.kind].some(({ permission }) =>
    rolesFor(permission).some((role) => staff.roles.includes(role)),
  );
  const mayPayOut = may('record_payout');
  return {
    id: task.id,
    kind: task.kind,
    state: task.state,
    tone: TASK_TONES[task.state],
    happened: words.say(`staffOrders.kinds.${task.kind}.happened`),
    createdAt: task.createdAt,
    amountYen: task.amountYen,
    rows: happenedRows(task, words),
    order: orderRows(task, context, words),
    notice: notice && {
      kind: ['refused', 'unknown', 'payout-later'].includes(notice) ? 'warning' : 'success',
      name: notice,
    },
    form,
    seen: seenOf(task),
    payout:
      mayPayOut && !isConfirming
        ? {
            ways: PAYOUT_WAYS.map((value) => ({
              value,
              label: words.say(`staffOrders.values.${value}`),
            })),
            needsTwo: needsSecondPerson(terms, task.amountYen),
          }
        : null,
    confirm:
      isConfirming && task.kind !== 'refund_approval'
        ? { by: task.firstName ?? '', rows: payoutRows(task, words) }
        : null,
    mayDeclinePayout: isConfirming && may('decline_payout'),
    mayTryAgain: may('try_again'),
    cancelHref:
      may('cancel_and_refund') && task.orderId !== null
        ? paths.staffOrderCancellation(code, task.orderId)
        : null,
    mayApprove: may('approve_refund'),
    mayDeclineRefund: may('decline_refund'),
    maySettle: may('note_as_settled'),
    isOwnStep: isConfirming && task.firstBy === staff.staffId,
    others: allowed || task.state === 'done' ? [] : whoActs(task.kind),
    done: task.state === 'done' ? { rows: doneRows(task, words) } : null,
    backHref: paths.staffTasks(code),
  };
}

const whoActs = (kind: StaffTaskKind): StaffRoleName[] => [
  ...new Set(TASK_ACTIONS[kind].flatMap(({ permission }) => rolesFor(permission))),
];

function happenedRows(task: TaskDetail, words: DeskWords): Row[] {
  const { refund, facts, note, state, kind, firstName } = task;
  const cause = refund?.cause ?? facts.cause;
  const told = Object.fromEntries(
    Object.entries(facts).filter(([name]) => !TOLD_ELSEWHERE.includes(name)),
  );
  const isRequest = kind === 'refund_approval';
  return [
    ...(typeof cause === 'string'
      ? [
          {
            label: words.say('staffOrders.facts.cause'),
            value: words.word(`staffOrders.causes.${cause}`, cause),
          },
        ]
      : []),
    ...(refund?.reason
      ? [{ label: words.say('staffOrders.facts.reason'), value: refund.reason }]
      : []),
    ...factRows(words, told),
    ...(isRequest && note !== null
      ? [{ label: words.say('staffOrders.task.requestNote'), value: note }]
      : []),
    ...(isRequest && firstName !== null
      ? [{ label: words.say('staffOrders.task.requestedBy'), value: firstName }]
      : []),
    ...(!isRequest && state === 'open' && note !== null
      ? [{ label: words.say('staffOrders.task.declinedBecause'), value: note }]
      : []),
  ];
}

function orderRows(
  { order, orderId }: TaskDetail,
  { university, locale }: TaskContext,
  words: DeskWords,
): TaskModel['order'] {
  if (!order || orderId === null) return null;
  return {
    href: paths.staffOrder(university.code, orderId),
    rows: [
      { label: words.say('staffOrders.parts.issueNumber'), value: order.issueNumber },
      { label: words.say('staffOrders.parts.name'), value: order.nameJa },
      {
        label: words.say('staffOrders.parts.state'),
        value: words.say(`staffOrders.orderStates.${order.state}`),
      },
      {
        label: words.say('staffOrders.parts.method'),
        value: methodName(university.profile, order.paymentMethod, locale),
      },
      { label: words.say('staffOrders.parts.total'), value: words.yen(order.totalYen) },
    ],
  };
}

/** What was recorded of a payout. */
function payoutRows({ facts, firstAt }: TaskDetail, words: DeskWords): Row[] {
  const { paidOn, way, payoutReference } = facts;
  if (typeof paidOn !== 'string') return [];
  return [
    { label: words.say('staffOrders.facts.paidOn'), value: formatDay(paidOn) },
    {
      label: words.say('staffOrders.facts.way'),
      value: words.word(`staffOrders.values.${String(way)}`, String(way)),
    },
    { label: words.say('staffOrders.facts.payoutReference'), value: String(payoutReference) },
    ...(firstAt === null
      ? []
      : [{ label: words.say('staffOrders.task.firstAt'), value: formatDay(tokyoDate(firstAt)) }]),
  ];
}

function doneRows(task: TaskDetail, words: DeskWords): Row[] {
  const { facts, action, note, doneName, kind } = task;
  const text = (label: string, value: unknown): Row[] =>
    typeof value === 'string' && value !== '' ? [{ label: words.say(label), value }] : [];
  const { refusal } = facts;
  return [
    {
      label: words.say('staffOrders.task.action'),
      value:
        action === null
          ? words.say('staffOrders.task.byItself')
          : words.word(`staffOrders.actions.${action}`, action),
    },
    ...text('staffOrders.task.doneBy', doneName ?? undefined),
    ...(action === 'record_payout' ? payoutRows(task, words) : []),
    ...(kind === 'refund_approval'
      ? text('staffOrders.task.answer', facts.answer)
      : text('staffOrders.task.note', note)),
    ...(typeof refusal === 'string'
      ? [
          {
            label: words.say('staffOrders.task.refusal'),
            value: words.word(`staffOrders.refusals.${refusal}`, refusal),
          },
        ]
      : []),
  ];
}
