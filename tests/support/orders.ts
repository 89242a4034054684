import { randomUUID } from 'node:crypto';
import type { OrderState } from '../../domain/orders/states.ts';
import type { PayPalGateway, PayPalOrder } from '../../gateways/paypal/port.ts';
import type { TestApp } from './app.ts';
import type { SignedIn } from './people.ts';
import type { Visited } from './browse.ts';

type CreateOrder = Parameters<PayPalGateway['createOrder']>[0];

/** PayPal without PayPal: remembers what it was asked, and answers what the test says. */
export interface RecordedPayPal extends PayPalGateway {
  created: CreateOrder[];
  orders: Map<string, PayPalOrder>;
  /** Sets answers from now on; a function that throws is a refusal or a silence. */
  answer(answers: Partial<Pick<PayPalGateway, 'createOrder' | 'getOrder'>>): void;
  forget(): void;
}

const never = async (): Promise<never> => {
  throw new Error('the web never takes or returns money');
};

/** Idempotent by request id, as PayPal is. */
export function recordPayPal(): RecordedPayPal {
  const created: CreateOrder[] = [];
  const orders = new Map<string, PayPalOrder>();
  const byRequest = new Map<string, string>();
  let answers: Partial<Pick<PayPalGateway, 'createOrder' | 'getOrder'>> = {};
  let count = 0;

  const create: PayPalGateway['createOrder'] = async (input) => {
    created.push(input);
    if (answers.createOrder) return answers.createOrder(input);
    const id = byRequest.get(input.requestId) ?? `PP-${(count += 1)}`;
    byRequest.set(input.requestId, id);
    const approvalUrl = `https://www.paypal.com/checkoutnow?token=${id}`;
    orders.set(id, {
      providerOrderId: id,
      status: 'PAYER_ACTION_REQUIRED',
      customId: input.orderReference,
      amountYen: input.amountYen,
      currency: 'JPY',
      approvalUrl,
      captures: [],
      refunds: [],
    });
    return { providerOrderId: id, approvalUrl, status: 'PAYER_ACTION_REQUIRED' };
  };

  return {
    created,
    orders,
    answer(given) {
      answers = { ...answers, ...given };
    },
    forget() {
      created.length = 0;
      answers = {};
    },
    createOrder: create,
    async getOrder(id) {
      if (answers.getOrder) return answers.getOrder(id);
      const order = orders.get(id);
      if (!order) throw new Error(`no such order: ${id}`);
      return order;
    },
    capture: never,
    getCapture: never,
    refund: never,
    getRefund: never,
    transactionsOf: never,
  };
}

/** Goes as far as the page that shows everything once more, with these copies by the words of their labels. */
export async function draftOrder(
  { browser }: Pick<SignedIn, 'browser'>,
  copies: Record<string, string> = { 'Certificate of Enrollment (Japanese)': '1' },
): Promise<Visited> {
  const top = await browser.visit('/aomine/top');
  const number = await browser.submit(top, 'Print at a convenience store');
  const certificates = await browser.submit(number, 'Continue to certificates');
  return browser.submit(certificates, 'Continue to check', copies);
}

export const PLACE = 'Order with these details';

/** Places an order and stays at the page that leads to the payment. */
export async function placeTestOrder(
  person: Pick<SignedIn, 'browser'>,
  copies?: Record<string, string>,
): Promise<{ orderId: string; pay: Visited }> {
  const check = await draftOrder(person, copies);
  const pay = await person.browser.submit(check, PLACE);
  const orderId = /orders\/([0-9a-f-]{36})\/pay$/.exec(pay.address)?.[1];
  if (!orderId) throw new Error(`not at the payment: ${pay.address} ${pay.text}`);
  return { orderId, pay };
}

/** Writes what a life would have written. */
export const changeOrder = (
  { database }: Pick<TestApp, 'database'>,
  orderId: string,
  data: object,
) => database.prisma.order.update({ where: { id: orderId }, data });

/** An order that has been paid, with its documents at both networks; their numbers begin with zeros. */
export async function placePrintableOrder(
  test: Pick<TestApp, 'database'>,
  person: SignedIn,
  { now, state = 'printable' }: { now: Date; state?: OrderState | undefined },
): Promise<string> {
  const { orderId } = await placeTestOrder(person);
  await changeOrder(test, orderId, { state, paidAt: now, printableAt: now });
  const { prisma } = test.database;
  const line = await prisma.orderLine.findFirstOrThrow({ where: { orderId } });
  const job = { orderId, lineId: line.id, copies: line.copies, state: 'ready' };
  await prisma.printJob.createMany({
    data: [
      { ...job, id: randomUUID(), network: 'netprint', key: `${orderId}.n`, code: '0L3QP5ZY' },
      {
        ...job,
        id: randomUUID(),
        network: 'network-print',
        key: `${orderId}.s`,
        code: '0012345678',
      },
    ],
  });
  return orderId;
}
