// The lives that P1 and P2 count, as people live them: card, cash and free, each at a university that has it.
import type { OrderState } from '../../domain/orders/states.ts';
import { LEAST } from './least.ts';
import {
  approve,
  getSlip,
  giveUp,
  makeDraft,
  openPayment,
  payAtStore,
  place,
  placeWithDeadlines,
  print,
  returnFromProvider,
  shownTotal,
} from './orders.ts';
import type { StateWatch } from './orders.ts';
import { UNIVERSITY } from './people.ts';
import type { Visitor } from './people.ts';
import type { Stage } from './stage.ts';

/** Who lives a life, and on what. */
interface Setting {
  stage: Stage;
  visitor: Visitor;
  watch: StateWatch;
}

export interface Life {
  name: string;
  university: string;
  least: (typeof LEAST)[keyof typeof LEAST];
  /** @returns the order's id */
  live(setting: Setting): Promise<string>;
  ends: OrderState;
}

/** Where cash is paid at a store, and where the certificate of enrolment is free. */
const CASH_AT = 'rakuo';
const FREE_AT = 'mukono';
const CASH = 'convenience_store';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const inDays = (days: number) => inSeconds(days * 86_400);

export const LIVES: Life[] = [
  {
    name: 'card, unpaid → lapsed',
    university: UNIVERSITY,
    least: LEAST.lapsed,
    ends: 'lapsed',
    live: ({ stage, visitor }) =>
      placeWithDeadlines(stage, visitor, {
        paymentDeadline: inSeconds(1),
        printDeadline: inDays(8),
      }),
  },
  {
    name: 'card, paid → printed',
    university: UNIVERSITY,
    least: LEAST.printed,
    ends: 'printed',
    async live(setting) {
      const orderId = await order(setting);
      await payByCard(setting, orderId);
      return printWhenReady(setting, orderId);
    },
  },
  {
    name: 'card, paid → expired',
    university: UNIVERSITY,
    least: LEAST.expired,
    ends: 'print_expired',
    async live(setting) {
      const { stage, visitor, watch } = setting;
      const orderId = await placeWithDeadlines(stage, visitor, {
        paymentDeadline: inDays(1),
        printDeadline: inSeconds(8),
      });
      await payByCard(setting, orderId);
      await watch.reached(orderId, ['printable']);
      return orderId;
    },
  },
  {
    name: 'card, paid → cancelled → refunded',
    university: UNIVERSITY,
    least: LEAST.refunded,
    ends: 'refunded',
    async live(setting) {
      const orderId = await order(setting);
      await payByCard(setting, orderId);
      await setting.watch.reached(orderId, ['printable']);
      await giveUp(setting.visitor, orderId);
      return orderId;
    },
  },
  {
    name: 'cash, unpaid → lapsed',
    university: CASH_AT,
    least: LEAST.lapsed,
    ends: 'lapsed',
    async live({ stage, visitor }) {
      const deadlines = { paymentDeadline: inSeconds(6), printDeadline: inDays(10) };
      const orderId = await placeWithDeadlines(stage, visitor, deadlines, CASH);
      await getSlip(visitor, orderId);
      return orderId;
    },
  },
  {
    name: 'cash, paid → printed',
    university: CASH_AT,
    least: LEAST.printed,
    ends: 'printed',
    async live(setting) {
      const orderId = await order(setting, CASH);
      await payAtStore(setting.stage, orderId);
      return printWhenReady(setting, orderId);
    },
  },
  {
    name: 'free → printed',
    university: FREE_AT,
    least: LEAST.freePrinted,
    ends: 'printed',
    live: async (setting) => printWhenReady(setting, await order(setting)),
  },
];

async function order({ stage, visitor }: Setting, method?: string): Promise<string> {
  const draft = await makeDraft(stage, visitor);
  return place(visitor, draft, await shownTotal(visitor, draft), method);
}

/** As it happens: the provider's notice, the browser that comes back, and the notice of the capture. */
async function payByCard({ stage, visitor }: Setting, orderId: string): Promise<void> {
  const providerOrderId = await openPayment(visitor, orderId);
  await approve(stage, providerOrderId);
  await returnFromProvider(visitor, providerOrderId);
}

async function printWhenReady({ stage, watch }: Setting, orderId: string): Promise<string> {
  await watch.reached(orderId, ['printable']);
  await print(stage, orderId);
  return orderId;
}
