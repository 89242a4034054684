import { aomine } from '../../prisma/profiles/aomine.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import { entry } from '../gallery/entry.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { staffInFrame } from '../middleware/frame.ts';
import { actionInWords, actorInWords } from './audit-words.ts';
import { staffMoneyPage, sumsOf } from './money.ts';
import type { MethodTotals } from './money.ts';
import { staffCancelPage } from './order-cancel.ts';
import { staffOrderPage } from './order-model.ts';
import type { StaffOrderModel } from './order-model.ts';
import { searchOptions, staffOrdersPage } from './orders.ts';
import type { OrderRow, StaffOrdersModel } from './orders.ts';
import { taskPage } from './task-model.ts';
import type { TaskModel } from './task-model.ts';
import { KIND_OPTIONS, STATE_OPTIONS, tasksPage } from './tasks.ts';
import type { TaskListRow, TasksModel } from './tasks.ts';

const at = new Date('2026-11-20T00:31:00Z');
const accountant = {
  account: staffInFrame({ roles: ['accountant'], previousSignInAt: at }, 'aomine'),
};
const callCentre = {
  account: staffInFrame({ roles: ['call_centre'], previousSignInAt: at }, 'aomine'),
};
const id = '0b7a3c52-0f0e-4a3b-9d42-6a0e6a1d7c11';
const orderHref = `/aomine/staff/orders/${id}`;
const taskHref = `/aomine/staff/tasks/${id}`;

const taskRow: TaskListRow = {
  href: taskHref,
  kind: 'owed_money',
  state: 'open',
  tone: 'waiting',
  amountYen: 12_400,
  issueNumber: '10482',
  createdAt: at,
  doneAt: null,
};
const tasks: TasksModel = {
  form: newForm(),
  kinds: KIND_OPTIONS,
  states: STATE_OPTIONS,
  rows: [
    taskRow,
    { ...taskRow, kind: 'refund_approval', state: 'awaiting_second', tone: 'working' },
    { ...taskRow, kind: 'difference', amountYen: null, issueNumber: null },
    { ...taskRow, kind: 'missing_glyph', state: 'done', tone: 'done', doneAt: at },
  ],
  isFiltered: false,
  isDone: false,
  firstHref: null,
  nextHref: '/aomine/staff/tasks?after=sample',
};
const task: TaskModel = {
  id,
  kind: 'owed_money',
  state: 'open',
  tone: 'waiting',
  happened:
    'コンビニなどで支払われた現金のうち、申請に使えないもの、または払い戻すことになったものがあります。',
  createdAt: at,
  amountYen: 12_400,
  rows: [
    { label: '返す理由', value: '支払期限のあとに支払われた' },
    { label: '決済会社', value: 'Smart Pit' },
  ],
  order: {
    href: orderHref,
    rows: [
      { label: '発行申請番号', value: '10482' },
      { label: '氏名', value: '髙橋 𠮷野' },
    ],
  },
  notice: null,
  form: newForm(),
  seen: 'open',
  payout: { ways: [{ value: 'bank_transfer', label: '銀行振込' }], needsTwo: true },
  confirm: null,
  mayDeclinePayout: false,
  mayTryAgain: false,
  cancelHref: null,
  mayApprove: false,
  mayDeclineRefund: false,
  maySettle: false,
  isOwnStep: false,
  others: [],
  done: null,
  backHref: '/aomine/staff/tasks',
};
const recorded = [
  { label: '支払った日', value: '2026/11/20' },
  { label: '支払い方法', value: '銀行振込' },
  { label: '帳簿の番号', value: '2026-1182' },
];
const waiting: TaskModel = {
  ...task,
  state: 'awaiting_second',
  tone: 'working',
  payout: null,
  confirm: { by: '大原 美咲', rows: recorded },
  mayDeclinePayout: true,
};
const error = (field: string, key: string) => ({
  field,
  message: { key: `staffOrders.errors.${key}` },
});

const found: OrderRow = {
  id,
  issueNumber: '10482',
  placedAt: at,
  state: 'printable',
  attention: null,
  totalYen: 1_300,
  paymentMethod: 'card',
  nameJa: '髙橋 𠮷野',
  studentNumbers: ['26M0417', '21B0093'],
  certificates: [{ ja: '在学証明書', en: 'Certificate of Enrollment' }],
  href: orderHref,
  tone: 'ready',
  method: 'クレジットカード決済',
};
const search: StaffOrdersModel = {
  form: newForm(),
  ...searchOptions(aomine, 'ja'),
  rows: null,
  isEmpty: false,
  isNarrowed: false,
  isForgotten: false,
  firstHref: null,
  nextHref: null,
};
const order: StaffOrderModel = {
  id,
  issueNumber: '10482',
  state: 'preparing',
  tone: 'working',
  attention: '証明書に印字できない文字があります。',
  notice: null,
  cancelHref: `${orderHref}/cancel`,
  summary: [
    { label: '氏名', value: '髙橋 𠮷野 (タカハシ ヨシノ) TAKAHASHI Yoshino' },
    { label: '合計', value: '1,300円' },
  ],
  tasks: [
    {
      href: taskHref,
      label: '印字できない文字',
      state: '未対応',
      tone: 'waiting',
      note: null,
    },
  ],
  lines: [{ label: '在学証明書', value: '26M0417 / 和文 / 2部 / 800円' }],
  payments: [{ label: '2026/11/20 09:31', value: '1,300円 / クレジットカード決済 / 入金済み' }],
  refunds: [{ label: '2026/11/20 09:40', value: '1,300円 / 二重に支払われた / 返金済み' }],
  journal: [{ label: '2026/11/20 09:31', value: '1,300円: 決済会社から申請分へ' }],
  print: [{ label: 'netprint(証明書1)', value: '印刷可能 / 2部のうち0部を印刷 / 番号の末尾 5ZY' }],
  moved: [{ label: '2026/11/20 09:31', value: '印刷期限を2026/11/29 00:00から2026/11/30 00:00へ' }],
  mails: [
    {
      id,
      subject: '【10482】印刷用の番号のお知らせ',
      at: '2026/11/20 09:32',
      state: '送信済み',
      recipient: 'yoshino.takahashi@mail.example',
    },
  ],
  maySendAgain: true,
  audit: [
    {
      at: '2026/11/20 09:30',
      action: actionInWords('order_placed'),
      actor: actorInWords(`account:${id}`),
      cause: null,
    },
  ],
};
const cancel = {
  id,
  issueNumber: '10482',
  state: 'printable' as const,
  form: newForm(),
  rows: [
    { label: '氏名', value: '髙橋 𠮷野' },
    { label: '合計', value: '12,600円' },
  ],
  plan: { refundYen: 12_400, keptYen: 200, needsApproval: true },
  refundShown: 12_400,
};
const totals: MethodTotals[] = [
  {
    method: 'クレジットカード決済',
    orders: 812,
    issueFeeYen: 403_200,
    systemFeeYen: 0,
    refundedYen: 2_400,
  },
  { method: 'コンビニ決済', orders: 377, issueFeeYen: 180_800, systemFeeYen: 0, refundedYen: 0 },
];
const day = {
  day: '2026-11-19',
  provider: 'PayPal',
  ordersYen: 12_400,
  journalYen: 12_400,
  providerYen: 12_800,
  differences: 1,
  comparedAt: at,
};

export const gallery: GalleryEntry[] = [
  entry('staff/tasks', tasksPage, tasks, accountant),
  entry(
    'staff/tasks-none',
    tasksPage,
    { ...tasks, rows: [], isFiltered: true, nextHref: null },
    accountant,
  ),
  entry('staff/task-payout', taskPage, task, accountant),
  entry(
    'staff/task-payout-errors',
    taskPage,
    {
      ...task,
      form: withErrors(
        newForm({ paidOn: '2026-11-30' }),
        error('paidOn', 'dayInFuture'),
        error('way', 'way'),
        error('reference', 'reference'),
      ),
    },
    accountant,
  ),
  entry('staff/task-confirm', taskPage, waiting, accountant),
  entry(
    'staff/task-own-step',
    taskPage,
    { ...waiting, isOwnStep: true, notice: { kind: 'success', name: 'payout-first' } },
    accountant,
  ),
  entry(
    'staff/task-held-back',
    taskPage,
    {
      ...task,
      kind: 'missing_glyph',
      payout: null,
      mayTryAgain: true,
      cancelHref: `${orderHref}/cancel`,
      notice: { kind: 'warning', name: 'unknown' },
    },
    accountant,
  ),
  entry(
    'staff/task-approval',
    taskPage,
    { ...task, kind: 'refund_approval', payout: null, mayApprove: true, mayDeclineRefund: true },
    accountant,
  ),
  entry(
    'staff/task-difference',
    taskPage,
    { ...task, kind: 'difference', amountYen: null, order: null, payout: null, maySettle: true },
    accountant,
  ),
  entry(
    'staff/task-others',
    taskPage,
    { ...task, payout: null, others: ['accountant', 'administrator'] },
    callCentre,
  ),
  entry(
    'staff/task-done',
    taskPage,
    { ...task, state: 'done', tone: 'done', payout: null, done: { rows: recorded } },
    accountant,
  ),
  entry('staff/orders', staffOrdersPage, search, callCentre),
  entry(
    'staff/orders-found',
    staffOrdersPage,
    {
      ...search,
      form: newForm({ name: 'タカハシ', state: 'printable' }),
      isNarrowed: true,
      rows: [found, { ...found, attention: 'missing_glyph', state: 'preparing', tone: 'working' }],
      nextHref: '/aomine/staff/orders?after=sample',
    },
    callCentre,
  ),
  entry('staff/orders-none', staffOrdersPage, { ...search, rows: [], isEmpty: true }, callCentre),
  entry(
    'staff/orders-forgotten',
    staffOrdersPage,
    {
      ...search,
      isForgotten: true,
      form: withErrors(newForm({ number: 'abc' }), error('number', 'number')),
    },
    callCentre,
  ),
  entry('staff/order', staffOrderPage, order, callCentre),
  entry(
    'staff/order-ended',
    staffOrderPage,
    {
      ...order,
      state: 'refunded',
      tone: 'done',
      attention: null,
      cancelHref: null,
      tasks: [],
      mails: [],
      maySendAgain: false,
      notice: { kind: 'success', name: 'cancelled' },
    },
    accountant,
  ),
  entry('staff/order-cancel', staffCancelPage, cancel, callCentre),
  entry(
    'staff/order-cancel-unpaid',
    staffCancelPage,
    {
      ...cancel,
      plan: { refundYen: 0, keptYen: 0, needsApproval: false },
      refundShown: 0,
      form: withErrors(newForm(), error('reason', 'reason')),
    },
    callCentre,
  ),
  entry('staff/order-cancel-too-late', staffCancelPage, { ...cancel, plan: null }, callCentre),
  entry(
    'staff/money',
    staffMoneyPage,
    {
      form: newForm({ month: '2026-11' }),
      months: [
        { value: '2026-11', label: '2026/11' },
        { value: '2026-10', label: '2026/10' },
      ],
      month: '2026/11',
      totals,
      sum: sumsOf(totals),
      days: [day, { ...day, provider: 'Smart Pit', providerYen: 12_400, differences: 0 }],
      open: [{ href: taskHref, day: at }],
      tasksHref: '/aomine/staff/tasks?kind=difference',
    },
    accountant,
  ),
  entry(
    'staff/money-none',
    staffMoneyPage,
    {
      form: newForm({ month: '2026-11' }),
      months: [{ value: '2026-11', label: '2026/11' }],
      month: '2026/11',
      totals: [],
      sum: sumsOf([]),
      days: [],
      open: [],
      tasksHref: '/aomine/staff/tasks?kind=difference',
    },
    accountant,
  ),
];
