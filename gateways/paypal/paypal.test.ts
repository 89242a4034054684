import { failureOf, payPalOrder, startPayPalTown } from '../../tests/support/paypal-town.ts';
import type { PayPalTown } from '../../tests/support/paypal-town.ts';
import { PayPalRefusal } from './port.ts';
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

async function issueOf(call: Promise<unknown>): Promise<string> {
  const error = await failureOf(call);
  expect(error).toBeInstanceOf(PayPalRefusal);
  return error instanceof PayPalRefusal ? error.issue : '';
}

describe('a payment', () => {
  it('goes from order over the approval page to the capture', async () => {
    const order = await paypal.createOrder(payPalOrder());
    expect(order.status).toBe('PAYER_ACTION_REQUIRED');

    const page = await (await fetch(order.approvalUrl)).text();
    expect(page).toContain('lang="ja"');
    expect(page).toContain('1,200円');
    expect(page).toContain('青嶺大学');
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
    const approval = await fetch(new URL(action, order.approvalUrl), {
      method: 'POST',
      body: new URLSearchParams({ choice: 'approve' }),
      redirect: 'manual',
    });
    const back = new URL(approval.headers.get('location') ?? '');
    expect(back.pathname).toBe('/payments/one/return');
    expect(back.searchParams.get('from')).toBe('paypal');
    expect(back.searchParams.get('token')).toBe(order.providerOrderId);
    expect(back.searchParams.get('PayerID')).toMatch(/^[A-Z0-9]{13}$/);

    const before = Date.now();
    const paid = await paypal.capture({
      requestId: 'capture-one',
      providerOrderId: order.providerOrderId,
    });
    expect(paid).toMatchObject({
      status: 'COMPLETED',
      customId: 'payment-one',
      amountYen: 1200,
      currency: 'JPY',
    });
    expect(paid.captures).toHaveLength(1);
    expect(paid.captures[0]).toMatchObject({
      status: 'COMPLETED',
      amountYen: 1200,
      currency: 'JPY',
      customId: 'payment-one',
      invoiceId: 'payment-one',
      providerOrderId: order.providerOrderId,
    });
    // PayPal writes whole seconds.
    expect(Math.abs(Date.parse(paid.captures[0]?.paidAt ?? '') - before)).toBeLessThan(5000);

    expect(await paypal.getOrder(order.providerOrderId)).toEqual(paid);
    expect(await paypal.getCapture(paid.captures[0]?.captureId ?? '')).toEqual(paid.captures[0]);
    expect((await bench.books()).totals).toEqual({
      capturedYen: 1200,
      pendingYen: 0,
      refundedYen: 0,
      keptYen: 1200,
    });
  });

  it('goes back to the service when the payer cancels, and can still be approved', async () => {
    const order = await paypal.createOrder({ ...payPalOrder(), locale: 'en' });
    const page = await (await fetch(order.approvalUrl)).text();
    expect(page).toContain('lang="en"');
    expect(page).toContain('¥1,200');
    const cancelled = await fetch(`${bench.town.url}/paypal/checkoutnow/${order.providerOrderId}`, {
      method: 'POST',
      body: new URLSearchParams({ choice: 'cancel' }),
      redirect: 'manual',
    });
    const back = cancelled.headers.get('location');
    expect(back).toBe(
      `https://service.example/payments/one/cancelled?token=${order.providerOrderId}`,
    );
    expect((await paypal.getOrder(order.providerOrderId)).approvalUrl).toBe(order.approvalUrl);
  });

  it('sends yen without decimals and nothing but positive integers', async () => {
    await paypal.createOrder(payPalOrder());
    expect((await bench.books()).orders[0]?.amount).toEqual({
      currency_code: 'JPY',
      value: '1200',
    });
    for (const amountYen of [0, -1, 1.5, Number.NaN]) {
      const call = paypal.createOrder({ ...payPalOrder(`bad-${amountYen}`), amountYen });
      expect(await failureOf(call)).toBeInstanceOf(RangeError);
    }
    expect((await bench.books()).orders).toHaveLength(1);
  });

  it('cuts texts that are too long for PayPal without tearing a character', async () => {
    const description = '𠮷'.repeat(80);
    const { approvalUrl } = await paypal.createOrder({ ...payPalOrder(), description });
    const page = await (await fetch(approvalUrl)).text();
    expect(page).toContain(`<dd>${'𠮷'.repeat(63)}…</dd>`);
  });

  it('that is pending says so, and later how it ended', async () => {
    for (const [name, outcome, status] of [
      ['one', 'complete', 'COMPLETED'],
      ['two', 'deny', 'DECLINED'],
    ] as const) {
      const providerOrderId = await approvedOrder(name, 'capture-pending');
      const order = await paypal.capture({ requestId: `capture-${name}`, providerOrderId });
      const captureId = order.captures[0]?.captureId ?? '';
      expect(order.captures[0]?.status).toBe('PENDING');
      await bench.control(`captures/${captureId}/settle`, { outcome });
      expect((await paypal.getCapture(captureId)).status).toBe(status);
    }
    expect((await bench.books()).totals).toMatchObject({ capturedYen: 1200, pendingYen: 0 });
  });

  it.each([
    [{ value: '500' }, 500, 'JPY'],
    [{ value: '12.00', currency: 'USD' }, 12, 'USD'],
    [{ value: '12.34', currency: 'USD' }, -1, 'USD'],
  ])(
    'captured otherwise than ordered (%j) shows what was captured',
    async (next, units, currency) => {
      const providerOrderId = await approvedOrder();
      await bench.control('next-capture', next);
      const order = await paypal.capture({ requestId: 'capture-one', providerOrderId });
      expect(order.amountYen).toBe(1200);
      expect(order.captures[0]).toMatchObject({ amountYen: units, currency });
    },
  );

  it('captured twice by PayPal shows both captures', async () => {
    const { providerOrderId } = await captured();
    await bench.control(`orders/${providerOrderId}/capture-again`);
    const order = await paypal.getOrder(providerOrderId ?? '');
    expect(order.captures.map(({ amountYen }) => amountYen)).toEqual([1200, 1200]);
    expect(new Set(order.captures.map(({ captureId }) => captureId)).size).toBe(2);
  });
});

describe('the list of transactions', () => {
  it('has what came in and went back within two instants, and what an order has of refunds (R-325)', async () => {
    const { captureId, providerOrderId, customId } = await captured();
    const { refundId } = await paypal.refund({ requestId: 'part', captureId, amountYen: 500 });
    const now = Math.floor(Date.now() / 1000) * 1000;
    const between = (from: number, to: number) =>
      paypal.transactionsOf(new Date(now + from), new Date(now + to));
    expect(await between(-60_000, 60_000)).toEqual([
      expect.objectContaining({
        kind: 'capture',
        transactionId: captureId,
        customId,
        amountYen: 1200,
      }),
      expect.objectContaining({
        kind: 'refund',
        transactionId: refundId,
        customId,
        amountYen: 500,
      }),
    ]);
    expect(await between(60_000, 120_000)).toEqual([]);
    const { refunds } = await paypal.getOrder(providerOrderId ?? '');
    expect(refunds).toMatchObject([{ refundId, captureId, amountYen: 500 }]);
  });
});

describe('a refund', () => {
  it('gives back a part, then the rest, and leaves the instant of payment alone', async () => {
    const capture = await captured();
    const { captureId } = capture;
    const input = { requestId: 'refund-one', captureId, amountYen: 500, note: '払い戻し' };
    const first = await paypal.refund(input);
    expect(first).toMatchObject({ status: 'COMPLETED', captureId, amountYen: 500 });
    expect(await paypal.refund(input)).toEqual(first);
    expect(await paypal.getRefund(first.refundId)).toEqual(first);
    expect((await paypal.getCapture(captureId)).status).toBe('PARTIALLY_REFUNDED');

    await bench.setClock(60_000);
    const rest = await paypal.refund({ requestId: 'refund-two', captureId });
    expect(rest.amountYen).toBe(700);
    expect(await paypal.getCapture(captureId)).toEqual({ ...capture, status: 'REFUNDED' });
    expect((await bench.books()).totals).toMatchObject({ refundedYen: 1200, keptYen: 0 });
  });

  it('can be pending and then fail', async () => {
    const { captureId } = await captured();
    await bench.control('next-refund', { status: 'PENDING' });
    const { refundId, status } = await paypal.refund({ requestId: 'refund-one', captureId });
    expect(status).toBe('PENDING');
    await bench.control(`refunds/${refundId}/settle`, { outcome: 'fail' });
    expect((await paypal.getRefund(refundId)).status).toBe('FAILED');
    expect((await bench.books()).totals.keptYen).toBe(1200);
  });
});

describe('refusals', () => {
  it('of a capture: not approved, then declined, then approved anew with the same order', async () => {
    const { providerOrderId } = await paypal.createOrder(payPalOrder());
    const capture = (requestId: string) => paypal.capture({ requestId, providerOrderId });
    expect(await issueOf(capture('c1'))).toBe('ORDER_NOT_APPROVED');
    await bench.control(`orders/${providerOrderId}/approve`, { then: 'capture-declined' });
    const declined = await failureOf(capture('c2'));
    expect(declined).toMatchObject({ issue: 'INSTRUMENT_DECLINED', httpStatus: 422 });
    expect((declined as PayPalRefusal).debugId).toMatch(/^[0-9a-f]{13}$/);
    await bench.control(`orders/${providerOrderId}/approve`);
    expect((await capture('c3')).status).toBe('COMPLETED');
  });

  it('do not count when the order was captured before: its state comes back', async () => {
    const { providerOrderId, captureId } = await captured();
    const order = await paypal.capture({
      requestId: 'another key',
      providerOrderId: providerOrderId ?? '',
    });
    expect(order.captures.map((capture) => capture.captureId)).toEqual([captureId]);
    expect((await bench.books()).captures).toHaveLength(1);
  });

  it('of a second payment for the same payment of ours', async () => {
    const second = await approvedOrder('one');
    const third = await paypal.createOrder({ ...payPalOrder(), requestId: 'another' });
    await paypal.capture({ requestId: 'capture', providerOrderId: second });
    await bench.control(`orders/${third.providerOrderId}/approve`);
    const { providerOrderId } = third;
    const late = paypal.capture({ requestId: 'capture-third', providerOrderId });
    expect(await issueOf(late)).toBe('DUPLICATE_INVOICE_ID');
    const again = paypal.createOrder({ ...payPalOrder(), requestId: 'yet another' });
    expect(await issueOf(again)).toBe('DUPLICATE_INVOICE_ID');
  });

  it('of a key that was used for something else', async () => {
    await paypal.createOrder(payPalOrder());
    const call = paypal.createOrder({ ...payPalOrder(), amountYen: 800 });
    expect(await issueOf(call)).toBe('DUPLICATE_REQUEST_ID');
  });

  it('of an order after its three hours, approved or not', async () => {
    const open = await paypal.createOrder(payPalOrder('open'));
    const approved = await approvedOrder('approved');
    await bench.setClock(3 * 60 * 60 * 1000 + 1000);
    expect(await issueOf(paypal.getOrder(open.providerOrderId))).toBe('INVALID_RESOURCE_ID');
    const late = paypal.capture({ requestId: 'late', providerOrderId: approved });
    expect(await issueOf(late)).toBe('INVALID_RESOURCE_ID');
    expect((await fetch(open.approvalUrl)).status).toBe(404);
  });

  it('of refunds: too much, all gone, still pending, too late', async () => {
    const { captureId } = await captured();
    const refund = (requestId: string, amountYen?: number) =>
      paypal.refund({ requestId, captureId, amountYen });
    expect(await issueOf(refund('r1', 1201))).toBe('REFUND_AMOUNT_EXCEEDED');
    await refund('r2');
    expect(await issueOf(refund('r3'))).toBe('CAPTURE_FULLY_REFUNDED');

    await bench.control('next-capture', { status: 'PENDING' });
    const pending = await captured('pending');
    const early = paypal.refund({ requestId: 'r4', captureId: pending.captureId });
    expect(await issueOf(early)).toBe('REFUND_NOT_ALLOWED');

    const old = await captured('old');
    await bench.setClock(181 * 24 * 60 * 60 * 1000);
    // The token has expired meanwhile: it is renewed on the way.
    const late = paypal.refund({ requestId: 'r5', captureId: old.captureId });
    expect(await issueOf(late)).toBe('REFUND_TIME_LIMIT_EXCEEDED');
    expect(await issueOf(paypal.getRefund('NOBODY'))).toBe('INVALID_RESOURCE_ID');
  });

  it('carry a constant of PayPal’s and never its free text', async () => {
    await bench.fault('create-order', 'refuse', { detail: { issue: 'payer 山田 is blocked' } });
    const error = await failureOf(paypal.createOrder(payPalOrder()));
    expect(error).toMatchObject({ issue: 'UNKNOWN_ISSUE', httpStatus: 422 });
    expect(String(error)).not.toContain('山田');
  });
});
