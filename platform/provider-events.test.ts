import { randomUUID } from 'node:crypto';
import { createActivityWorld, DAY, HOUR } from '../tests/support/activity-world.ts';
import type { ActivityWorld, TestOrder } from '../tests/support/activity-world.ts';
import { LifeUnreachable } from './lives.ts';
import { dispatchProviderEvent } from './provider-events.ts';
import type { DispatchOccasion } from './provider-events.ts';
import { storeCashNotice } from './store-event.ts';

let world: ActivityWorld;

beforeAll(async () => {
  world = await createActivityWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

async function receive(
  type: string,
  fields: { paymentId?: string; providerOrderId?: string; captureId?: string } = {},
): Promise<string> {
  const id = randomUUID();
  await world.database.prisma.providerEvent.create({
    data: { id, provider: 'paypal', eventId: id, type, payload: {}, ...fields },
  });
  return id;
}

const dispatch = (id: string, occasion: DispatchOccasion = 'housekeeping') =>
  dispatchProviderEvent(world.deps, id, occasion);
const isHandled = async (id: string) =>
  (await world.database.prisma.providerEvent.findUniqueOrThrow({ where: { id } })).handledAt !==
  null;
const ended = async () => 'ended' as const;

async function lapsed(): Promise<TestOrder> {
  const order = await world.placeOrder();
  await world.pass(3 * HOUR);
  await world.run('lapseOrder', { orderId: order.orderId });
  world.lives.answer({ noticePayment: ended });
  return order;
}

it.each([
  'CHECKOUT.ORDER.APPROVED',
  'PAYMENT.CAPTURE.COMPLETED',
  'PAYMENT.CAPTURE.PENDING',
  'PAYMENT.CAPTURE.DECLINED',
  'PAYMENT.CAPTURE.DENIED',
])('%s tells the order’s life, which asks for itself', async (type) => {
  const order = await world.placeOrder();
  const id = await receive(type, { providerOrderId: order.providerOrderId });
  await dispatch(id);
  expect(world.lives.calls).toEqual([
    { life: 'noticePayment', arguments: [order.orderId, 'webhook'] },
  ]);
  expect(await isHandled(id)).toBe(true);
});

it.each([
  ['of another kind', 'CHECKOUT.PAYMENT-APPROVAL.REVERSED', true],
  ['about nobody’s payment', 'PAYMENT.CAPTURE.COMPLETED', false],
])('a notice %s is kept and needs nothing', async (_what, type, isOurs) => {
  const order = await world.placeOrder();
  const id = await receive(type, isOurs ? { paymentId: order.paymentId } : {});
  await dispatch(id);
  expect(world.lives.calls).toEqual([]);
  expect(await isHandled(id)).toBe(true);
});

it('the capture that counts already wakes nobody', async () => {
  const order = await world.placePaidOrder();
  const { captureId } = await world.payment(order.paymentId);
  const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
    paymentId: order.paymentId,
    captureId: captureId ?? '',
  });
  await dispatch(id);
  expect(world.lives.calls).toEqual([]);
  expect(await isHandled(id)).toBe(true);
});

it('a second capture of a paid order wakes its life', async () => {
  const order = await world.placePaidOrder();
  await dispatch(
    await receive('PAYMENT.CAPTURE.COMPLETED', { paymentId: order.paymentId, captureId: 'OTHER' }),
  );
  expect(world.lives.told('noticePayment')).toHaveLength(1);
});

it.each([
  ['lapsed', 'late', lapsed],
  [
    'cancelled',
    'order_closed',
    async () => {
      const order = await world.placeOrder();
      await world.run('cancelOrder', { orderId: order.orderId });
      return order;
    },
  ],
  [
    'print_expired',
    'duplicate',
    async () => {
      const order = await world.placePaidOrder();
      world.setOwnClock(7 * DAY);
      await world.run('closePrintWindow', { orderId: order.orderId });
      return order;
    },
  ],
])(
  'money for an order that is %s goes back by a life of its own (%s)',
  async (_state, cause, end) => {
    const order = await end();
    world.lives.answer({ noticePayment: ended });
    const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
      paymentId: order.paymentId,
      captureId: 'CAPTURE',
    });
    await dispatch(id);
    expect(world.lives.told('startRefund')).toEqual([
      [
        {
          orderId: order.orderId,
          paymentId: order.paymentId,
          captureId: 'CAPTURE',
          university: 'aomine',
          cause,
        },
      ],
    ]);
    expect(await isHandled(id)).toBe(true);
  },
);

it('a notice that brought no money to an ended order starts nothing', async () => {
  const order = await lapsed();
  const id = await receive('CHECKOUT.ORDER.APPROVED', { paymentId: order.paymentId });
  await dispatch(id);
  expect(world.lives.told('startRefund')).toEqual([]);
  expect(await isHandled(id)).toBe(true);
});

it('waits for a life that has not begun yet', async () => {
  const order = await world.placeOrder();
  world.lives.answer({ noticePayment: ended });
  const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
    paymentId: order.paymentId,
    captureId: 'CAPTURE',
  });
  await dispatch(id);
  expect(await isHandled(id)).toBe(false);
  world.lives.forget();
  await dispatch(id);
  expect(await isHandled(id)).toBe(true);
});

it.each(['noticePayment', 'startRefund'] as const)(
  'is not handled when Temporal was away (%s)',
  async (life) => {
    const order = await lapsed();
    world.lives.answer({
      [life]: async () => {
        throw new LifeUnreachable('away');
      },
    });
    const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
      paymentId: order.paymentId,
      captureId: 'CAPTURE',
    });
    await expect(dispatch(id)).rejects.toThrow(LifeUnreachable);
    expect(await isHandled(id)).toBe(false);
  },
);

describe('a notice that only echoes what is under way', () => {
  it('waits for housekeeping: the capture that the life is making this moment', async () => {
    const order = await world.placeOrder();
    const id = await receive('PAYMENT.CAPTURE.COMPLETED', {
      paymentId: order.paymentId,
      captureId: 'CAPTURE',
    });
    await dispatch(id, 'arrival');
    expect(world.lives.calls).toEqual([]);
    expect(await isHandled(id)).toBe(false);
    await dispatch(id, 'housekeeping');
    expect(world.lives.told('noticePayment')).toHaveLength(1);
    expect(await isHandled(id)).toBe(true);
  });

  it('waits when the browser is back, and tells when it is not', async () => {
    const order = await world.placeOrder();
    const approved = () => receive('CHECKOUT.ORDER.APPROVED', { paymentId: order.paymentId });
    await dispatch(await approved(), 'arrival');
    expect(world.lives.told('noticePayment')).toHaveLength(1);
    await world.database.pool.query('UPDATE payment SET returned_at = now() WHERE id = $1', [
      order.paymentId,
    ]);
    await dispatch(await approved(), 'arrival');
    expect(world.lives.told('noticePayment')).toHaveLength(1);
  });

  it('is no echo when the order has ended, or when money was pending', async () => {
    const order = await world.placeOrder();
    await world.database.pool.query(`UPDATE payment SET state = 'pending' WHERE id = $1`, [
      order.paymentId,
    ]);
    await dispatch(
      await receive('PAYMENT.CAPTURE.COMPLETED', { paymentId: order.paymentId, captureId: 'C' }),
      'arrival',
    );
    expect(world.lives.told('noticePayment')).toHaveLength(1);
    const late = await lapsed();
    await dispatch(
      await receive('PAYMENT.CAPTURE.COMPLETED', { paymentId: late.paymentId, captureId: 'D' }),
      'arrival',
    );
    expect(world.lives.told('startRefund')).toHaveLength(1);
  });
});

describe('a notice of cash', () => {
  const tell = async (type: string, slipKey: string, depositId: string) => {
    const eventId = randomUUID();
    const occurredAt = world.now();
    const notice = { provider: 'smart-pit', eventId, type, slipKey, depositId, amountYen: 500 };
    const id = await storeCashNotice(
      world.database.pool,
      { ...notice, occurredAt, payload: {} },
      occurredAt,
    );
    return id ?? '';
  };
  const place = () => world.placeOrder({ slip: 'smart-pit' });

  it('tells the order’s life at once, since nobody else does (R-206); of what counts already only that it went back', async () => {
    const order = await place();
    await dispatch(await tell('deposit', order.paymentId, 'one'), 'arrival');
    expect(world.lives.told('noticePayment')).toEqual([[order.orderId, 'webhook']]);
    const { id } = await world.cash.pay('smart-pit', order.paymentId, { kind: 'provisional' });
    await world.run('settlePayment', { orderId: order.orderId });
    expect(await dispatch(await tell('deposit', order.paymentId, id), 'arrival')).toBe('done');
    expect(await dispatch(await tell('final', order.paymentId, id), 'arrival')).toBe('done');
    expect(world.lives.told('noticePayment')).toHaveLength(1);
    await dispatch(await tell('reversal', order.paymentId, id), 'arrival');
    expect(world.lives.told('noticePayment')).toHaveLength(2);
  });

  it('for an order that has ended begins a return at once (R-208, I2)', async () => {
    const order = await place();
    await world.run('cancelOrder', { orderId: order.orderId });
    world.lives.answer({ noticePayment: ended });
    await dispatch(await tell('deposit', order.paymentId, 'one'), 'arrival');
    expect(world.lives.told('startRefund')).toMatchObject([
      [{ captureId: 'smart-pit:one', cause: 'order_closed' }],
    ]);
  });

  it('that money of an ended order went back is looked into by housekeeping, which finds what staff must know', async () => {
    const order = await place();
    const { id } = await world.cash.pay('smart-pit', order.paymentId, { kind: 'provisional' });
    await world.run('settlePayment', { orderId: order.orderId });
    await world.pass(11 * DAY);
    await world.run('closePrintWindow', { orderId: order.orderId });
    await world.cash.control('smart-pit', `deposits/${id}/reverse`);
    world.lives.answer({ noticePayment: ended });
    const event = await tell('reversal', order.paymentId, id);
    expect(await dispatch(event, 'arrival')).toBe('examine');
    await keepHouseLater();
    expect(await isHandled(event)).toBe(true);
    expect(await tasks()).toEqual(['payment_reversed']);
  });

  it('for a slip that is nobody’s becomes owed money, once the provider has confirmed it (R-208, I2)', async () => {
    const key = randomUUID();
    const { id } = await world.cash.control('smart-pit', 'stray-payment', { key, amountYen: 500 });
    const event = await tell('deposit', key, String(id));
    const invented = await tell('deposit', randomUUID(), 'invented');
    expect(await dispatch(event, 'arrival')).toBe('unknown');
    await keepHouseLater();
    expect([await isHandled(event), await isHandled(invented)]).toEqual([true, true]);
    expect(await tasks()).toEqual(['owed_money']);
  });

  const keepHouseLater = async () => {
    await world.database.pool.query(
      `UPDATE provider_event SET received_at = received_at - interval '30 days'`,
    );
    await world.run('keepHouse', undefined);
  };
  const tasks = async () =>
    (await world.database.prisma.staffTask.findMany()).map(({ kind }) => kind);
});

it('of a refund that we asked for ourselves wakes nobody; of one that PayPal made by itself it does (X-33)', async () => {
  const order = await world.placePaidOrder();
  const { captureId } = await world.payment(order.paymentId);
  const fields = { paymentId: order.paymentId, captureId: captureId ?? '' };
  await dispatch(await receive('PAYMENT.CAPTURE.REFUNDED', fields), 'arrival');
  expect(world.lives.told('noticePayment')).toHaveLength(1);
  await world.run('withdrawOrder', {
    orderId: order.orderId,
    cause: 'cancelled_by_person',
    actor: 'account:one',
  });
  await dispatch(await receive('PAYMENT.CAPTURE.REFUNDED', fields), 'arrival');
  expect(world.lives.told('noticePayment')).toHaveLength(1);
});
