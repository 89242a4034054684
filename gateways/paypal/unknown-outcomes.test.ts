import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failureOf, payPalOrder, startPayPalTown } from '../../tests/support/paypal-town.ts';
import type { PayPalBooks, PayPalTown } from '../../tests/support/paypal-town.ts';
import { PayPalUnavailable, PayPalUnknownOutcome } from './port.ts';
import type { PayPalGateway } from './port.ts';

let bench: PayPalTown;
let paypal: PayPalGateway;

beforeAll(async () => {
  bench = await startPayPalTown();
});
afterAll(() => bench.town.close());

beforeEach(async () => {
  await bench.reset();
  paypal = bench.gateway();
});

async function approvedOrder(name = 'one', then = 'capture'): Promise<string> {
  const { providerOrderId } = await paypal.createOrder(payPalOrder(name));
  await bench.control(`orders/${providerOrderId}/approve`, { then });
  return providerOrderId;
}

async function captured(name = 'one') {
  const providerOrderId = await approvedOrder(name);
  const order = await paypal.capture({ requestId: `capture-${name}`, providerOrderId });
  const [capture] = order.captures;
  if (!capture) throw new Error('There is no capture');
  return capture;
}

/** What is in the books after an attempt whose outcome nobody knows. */
const unknownOutcomes = [
  ['drop-before', {}, 0],
  ['drop-after', {}, 1],
  ['fail-before', { status: 500 }, 0],
  ['fail-after', { status: 503 }, 1],
  ['garbage', {}, 1],
  ['slow', { delayMs: 400 }, 1],
] as const;

describe.each(unknownOutcomes)('when PayPal does %s %j', (mode, more, applied) => {
  const impatient = () => bench.gateway({ timeoutMs: 200 });

  /** A slow call is applied later than its caller gives up. */
  async function settled(count: (state: PayPalBooks) => number): Promise<void> {
    const deadline = Date.now() + 5000;
    while (count(await bench.books()) !== applied && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(count(await bench.books())).toBe(applied);
  }

  it('creating an order is unknown, and repeating it makes one order', async () => {
    await bench.fault('create-order', mode, more);
    const error = await failureOf(impatient().createOrder(payPalOrder()));
    expect(error).toBeInstanceOf(PayPalUnknownOutcome);
    await settled(({ orders }) => orders.length);
    const { providerOrderId } = await paypal.createOrder(payPalOrder());
    expect((await bench.books()).orders.map(({ id }) => id)).toEqual([providerOrderId]);
  });

  it('a capture is unknown, the order can be asked, and repeating takes the money once', async () => {
    const providerOrderId = await approvedOrder();
    await bench.fault('capture', mode, more);
    const input = { requestId: 'capture-one', providerOrderId };
    const error = await failureOf(impatient().capture(input));
    expect(error).toBeInstanceOf(PayPalUnknownOutcome);
    await settled(({ captures }) => captures.length);
    expect((await paypal.getOrder(providerOrderId)).captures).toHaveLength(applied);
    await paypal.capture(input);
    expect((await bench.books()).totals.capturedYen).toBe(1200);
  });

  it('a refund is unknown, and repeating gives the money back once', async () => {
    const { captureId } = await captured();
    await bench.fault('refund', mode, more);
    const input = { requestId: 'refund-one', captureId, amountYen: 400 };
    const error = await failureOf(impatient().refund(input));
    expect(error).toBeInstanceOf(PayPalUnknownOutcome);
    await settled(({ refunds }) => refunds.length);
    await paypal.refund(input);
    expect((await bench.books()).totals.refundedYen).toBe(400);
  });
});

/** An address where nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

describe('PayPal out of reach', () => {
  async function unavailable(call: Promise<unknown>): Promise<PayPalUnavailable> {
    const error = await failureOf(call);
    expect(error).toBeInstanceOf(PayPalUnavailable);
    return error as PayPalUnavailable;
  }

  it('is safe to ask again when it is too busy, and says when', async () => {
    await bench.fault('create-order', 'fail-before', {
      status: 429,
      detail: { retryAfterSeconds: 7 },
    });
    expect((await unavailable(paypal.createOrder(payPalOrder()))).retryAfterMs).toBe(7000);
    expect((await bench.books()).orders).toHaveLength(0);
  });

  it('is safe to ask again when nobody listens or no token is given', async () => {
    const closed = await closedAddress();
    await unavailable(bench.gateway({ baseUrl: closed }).createOrder(payPalOrder()));
    const afterToken = bench.gateway({
      fetch: (input, init) =>
        new Request(input).url.endsWith('/token') ? fetch(input, init) : fetch(closed, init),
    });
    await unavailable(afterToken.createOrder(payPalOrder()));
    await unavailable(bench.gateway({ clientSecret: 'wrong' }).createOrder(payPalOrder()));
    for (const mode of ['drop-before', 'fail-before', 'garbage', 'refuse']) {
      await bench.fault('token', mode);
      await unavailable(bench.gateway().createOrder(payPalOrder()));
    }
    expect((await bench.books()).orders).toHaveLength(0);
  });

  it.each(['drop-before', 'fail-after', 'garbage'])(
    'is safe to ask again for reads: %s',
    async (mode) => {
      const { captureId, providerOrderId } = await captured();
      await bench.fault('get-order', mode);
      await unavailable(paypal.getOrder(providerOrderId ?? ''));
      await bench.fault('get-capture', mode);
      await unavailable(paypal.getCapture(captureId));
    },
  );

  it('does not hide a capture whose order cannot be asked', async () => {
    const { providerOrderId } = await captured();
    await bench.fault('get-order', 'drop-before');
    const call = paypal.capture({ requestId: 'again', providerOrderId: providerOrderId ?? '' });
    expect(await failureOf(call)).toBeInstanceOf(PayPalUnknownOutcome);
  });
});

describe('the access token', () => {
  it('is shared, kept, and renewed once when PayPal no longer takes it', async () => {
    let tokens = 0;
    const counting = bench.gateway({
      fetch: (input, init) => {
        if (new Request(input).url.endsWith('/token')) tokens += 1;
        return fetch(input, init);
      },
    });
    await Promise.all(['a', 'b', 'c'].map((name) => counting.createOrder(payPalOrder(name))));
    expect(tokens).toBe(1);
    await bench.control('tokens/forget');
    await counting.createOrder(payPalOrder('d'));
    expect(tokens).toBe(2);
  });
});
