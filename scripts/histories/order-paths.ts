import { randomUUID } from 'node:crypto';
import type { Activities } from '../../activities/index.ts';
import * as order from '../../workflows/certificate-order/contract.ts';
import { DAY, MINUTE, refuse } from './scenario.ts';
import type { Scenario, Stage } from './scenario.ts';

const orderId = randomUUID();
const ACTOR = `account:${randomUUID()}`;
const complete = { kind: 'paid', issuance: { state: 'complete' } } as const;
const paidBut = (state: 'incomplete' | 'blocked') =>
  ({ kind: 'paid', issuance: { state } }) as const;

const orderActivities: Partial<Activities> = {
  settlePayment: async () => complete,
  lapseOrder: async () => ({ kind: 'lapsed' }),
  cancelOrder: async () => ({ state: 'cancelled' }),
  issueDocuments: async () => ({ state: 'complete' }),
  recordPrinted: async () => {},
  closePrintWindow: async () => ({ outcome: 'print_expired' }),
  refundOrder: async () => ({ outcome: 'refunded' }),
  withdrawOrder: async () => {},
};

function orderPath(
  path: string,
  act?: Scenario['act'],
  different: (stage: () => Stage) => Partial<Activities> = () => ({}),
): Scenario {
  return {
    name: `certificate-order/${path}`,
    workflow: order.CERTIFICATE_ORDER,
    input: (now): order.CertificateOrderInput => ({
      orderId,
      university: 'aomine',
      paymentDeadline: new Date(now + 180 * MINUTE).toISOString(),
      printDeadline: new Date(now + 8 * DAY).toISOString(),
    }),
    activities: (stage) => ({ ...orderActivities, ...different(stage) }),
    act,
  };
}

const pay = ({ handle }: Stage) => handle.signal(order.PAYMENT_NOTICE, { source: 'return' });
const printed = ({ handle }: Stage) => handle.signal(order.ALL_PRINTED);

const freePath: typeof orderPath = (path, act, different) => {
  const scenario = orderPath(path, act, different);
  return { ...scenario, input: (now) => ({ ...scenario.input(now), isFree: true }) };
};

const withdraw = ({ handle }: Stage) =>
  handle.executeUpdate(order.CANCEL_ORDER, {
    args: [{ cause: 'cancelled_by_person', actor: ACTOR } satisfies order.CancelRequest],
  });

/** Deadlines so many milliseconds from now. */
async function deadlinesIn(
  { now }: Stage,
  { payment = 0, print = 8 * DAY },
): Promise<order.Deadlines> {
  const at = await now();
  return {
    paymentDeadline: new Date(at + payment).toISOString(),
    printDeadline: new Date(at + print).toISOString(),
  };
}

/** The first time something else than usual. */
function answersOnce(name: 'refundOrder', first: order.RefundReport): Partial<Activities> {
  let asked = 0;
  return {
    [name]: async (): Promise<order.RefundReport> => {
      asked += 1;
      return asked === 1 ? first : { outcome: 'refunded' };
    },
  };
}

/** Every path of an order's life. */
export const ORDER_PATHS: readonly Scenario[] = [
  orderPath('lapsed'),
  orderPath('paid-printed', async (stage) => {
    await pay(stage);
    await stage.inState('printable');
    await stage.sleep(DAY);
    await printed(stage);
  }),
  orderPath('paid-expired', pay),
  orderPath('cancelled', async ({ handle }) => {
    await handle.executeUpdate(order.CANCEL_ORDER);
  }),
  orderPath(
    'pending-printed',
    async (stage) => {
      await pay(stage);
      await stage.sleep(30 * MINUTE);
      await stage.inState('printable');
      await printed(stage);
    },
    (stage) => ({
      settlePayment: async () => ({
        kind: 'pending',
        askAgainAt: new Date((await stage().now()) + 15 * MINUTE).toISOString(),
      }),
      lapseOrder: async () => complete,
    }),
  ),
  orderPath(
    'incomplete-printed',
    async (stage) => {
      await pay(stage);
      await stage.inState('printable');
      await printed(stage);
    },
    () => ({ settlePayment: async () => paidBut('incomplete') }),
  ),
  orderPath('blocked-refunded', pay, () => ({
    settlePayment: async () => paidBut('blocked'),
    closePrintWindow: async () => ({ outcome: 'never_printable' }),
  })),
  orderPath(
    'blocked-retried-printed',
    async (stage) => {
      await pay(stage);
      await stage.inState('preparing');
      await stage.handle.signal(order.RETRY_ISSUANCE);
      await stage.inState('printable');
      await printed(stage);
    },
    () => ({ settlePayment: async () => paidBut('blocked') }),
  ),
  orderPath('paid-twice-printed', async (stage) => {
    await pay(stage);
    await stage.inState('printable');
    await pay(stage);
    await stage.sleep(DAY);
    await printed(stage);
  }),

  orderPath('moved-lapsed', async (stage) => {
    await stage.handle.signal(order.DEADLINES_MOVED, await deadlinesIn(stage, { payment: DAY }));
  }),
  orderPath('not-yet-lapsed', undefined, (stage) => {
    let asked = 0;
    return {
      lapseOrder: async () => {
        asked += 1;
        if (asked === 2) return { kind: 'lapsed' };
        return { kind: 'not_yet', deadlines: await deadlinesIn(stage(), { payment: DAY }) };
      },
    };
  }),
  orderPath('moved-expired', async (stage) => {
    await pay(stage);
    await stage.inState('printable');
    await stage.handle.signal(order.DEADLINES_MOVED, await deadlinesIn(stage, { print: 20 * DAY }));
  }),
  orderPath('not-yet-expired', pay, (stage) => {
    let asked = 0;
    return {
      closePrintWindow: async () => {
        asked += 1;
        if (asked === 2) return { outcome: 'print_expired' };
        return { outcome: 'not_yet', deadlines: await deadlinesIn(stage(), { print: DAY }) };
      },
    };
  }),
  orderPath('withdrawn-refunded', async (stage) => {
    await pay(stage);
    await stage.inState('printable');
    await withdraw(stage);
  }),
  orderPath(
    'withdrawn-owed-paid-out',
    async (stage) => {
      await pay(stage);
      await stage.inState('printable');
      await withdraw(stage);
      await stage.sleep(DAY);
      await pay(stage);
      await stage.sleep(DAY);
      await stage.handle.signal(order.PAYOUT_RECORDED);
    },
    () => answersOnce('refundOrder', { outcome: 'owed' }),
  ),
  orderPath(
    'withdrawn-refused-refunded',
    async (stage) => {
      await pay(stage);
      await stage.inState('printable');
      await withdraw(stage);
    },
    () => answersOnce('refundOrder', { outcome: 'refused' }),
  ),
  orderPath(
    'withdrawal-refused-printed',
    async (stage) => {
      await pay(stage);
      await stage.inState('printable');
      await withdraw(stage).catch(() => {});
      await stage.sleep(MINUTE);
      await printed(stage);
    },
    () => ({ withdrawOrder: async () => refuse(order.ORDER_REFUSALS.printed) }),
  ),
  orderPath(
    'reversed',
    async (stage) => {
      await pay(stage);
      await stage.inState('printable');
      await pay(stage);
    },
    () => {
      let settled = 0;
      return {
        settlePayment: async () => {
          settled += 1;
          return settled === 1 ? complete : { kind: 'reversed' };
        },
      };
    },
  ),
  orderPath(
    'reopened-expired',
    async (stage) => {
      await pay(stage);
      await stage.inState('printable');
      await stage.handle.executeUpdate(order.REOPEN_PRINT_WINDOW, { args: [{ actor: ACTOR }] });
    },
    (stage) => ({ reopenPrintWindow: () => deadlinesIn(stage(), { print: 20 * DAY }) }),
  ),
  orderPath('number-lost-printed', async (stage) => {
    await pay(stage);
    await stage.inState('printable');
    await stage.handle.signal(order.ISSUANCE_CHANGED, {
      state: 'preparing',
      issuance: { state: 'incomplete' },
      needsAttention: true,
    } satisfies order.IssuanceChange);
    await stage.sleep(MINUTE);
    await stage.inState('printable');
    await printed(stage);
  }),
  orderPath('partly-printed-printed', async (stage) => {
    await pay(stage);
    await stage.inState('printable');
    await stage.handle.signal(order.ISSUANCE_CHANGED, {
      state: 'partly_printed',
      issuance: { state: 'complete' },
      needsAttention: false,
    } satisfies order.IssuanceChange);
    await stage.inState('partly_printed');
    await printed(stage);
  }),
  freePath('free-printed', async (stage) => {
    await stage.inState('printable');
    await printed(stage);
  }),
  freePath('free-withdrawn', async (stage) => {
    await stage.inState('printable');
    await withdraw(stage);
  }),
  freePath('free-never-printable', undefined, () => ({
    issueDocuments: async () => ({ state: 'blocked' }),
    closePrintWindow: async () => ({ outcome: 'never_printable' }),
  })),
];
