import { orderTabs } from './tabs.ts';
import type { ListedOrder } from './tabs.ts';

const now = new Date('2026-11-21T03:00:00Z');
const before = new Date(now.getTime() - 1);
const after = new Date(now.getTime() + 1);

const order = (different: Partial<ListedOrder>): ListedOrder => ({
  state: 'printable',
  paymentDeadline: before,
  printDeadline: after,
  isPaid: true,
  hasPaymentDays: true,
  ...different,
});

const BOTH = ['printable', 'history'];

it.each([
  ['paid cash that can be printed, its payment deadline over', order({}), ['printable']],
  ['the print deadline itself', order({ printDeadline: now }), ['history']],
  [
    'unpaid with time left',
    order({ state: 'awaiting_payment', isPaid: false, paymentDeadline: after }),
    ['printable'],
  ],
  [
    'unpaid at the deadline, the hole of manual 003',
    order({ state: 'awaiting_payment', isPaid: false, paymentDeadline: now }),
    ['history'],
  ],
  ['money on its way back', order({ state: 'refunding' }), ['history']],
  ['printed by card', order({ state: 'printed', hasPaymentDays: false }), ['history']],
] as const)('by state: %s (R-229, R-230, X-15)', (_what, listed, tabs) => {
  expect(orderTabs(listed, { legacy: false }, now)).toEqual(tabs);
});

it.each([
  [
    'paid at once stays for ever',
    order({ state: 'print_expired', hasPaymentDays: false }),
    ['printable'],
  ],
  ['paid cash, its payment deadline over', order({}), ['history']],
  ['paid cash before that deadline', order({ paymentDeadline: after }), BOTH],
  [
    'unpaid cash with time left',
    order({ state: 'awaiting_payment', isPaid: false, paymentDeadline: after }),
    ['printable'],
  ],
  [
    'unpaid cash at its deadline',
    order({ state: 'lapsed', isPaid: false, paymentDeadline: now }),
    ['history'],
  ],
  ['given up', order({ state: 'cancelled', isPaid: false, paymentDeadline: after }), ['history']],
] as const)('as manual 003 has it: %s (R-229, R-230, X-15)', (_what, listed, tabs) => {
  expect(orderTabs(listed, { legacy: true }, now)).toEqual(tabs);
});
