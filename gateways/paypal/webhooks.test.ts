import {
  payPalOrder,
  payPalTownWebhookId,
  startPayPalTown,
} from '../../tests/support/paypal-town.ts';
import type { PayPalTown } from '../../tests/support/paypal-town.ts';
import { startWebhookReceiver } from '../../tests/support/webhook-receiver.ts';
import type { Delivery, WebhookReceiver } from '../../tests/support/webhook-receiver.ts';
import { createCertificateStore } from './certificates.ts';
import type { CertificateStore } from './certificates.ts';
import { readEvent, verifyWebhook } from './webhooks.ts';
import type { PayPalEventFacts, WebhookDelivery } from './webhooks.ts';

let bench: PayPalTown;
let receiver: WebhookReceiver;
let certificates: CertificateStore;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  bench = await startPayPalTown({ webhookUrl: receiver.url, retryDelaysMs: [10, 20, 30] });
});
afterAll(async () => {
  await bench.town.close();
  receiver.close();
});

beforeEach(async () => {
  await bench.reset();
  receiver.clear();
  certificates = createCertificateStore({
    allowedOrigins: [bench.town.url],
    authorityPem: bench.town.payPalAuthorityPem,
  });
});

function check(delivery: Delivery, more: Partial<WebhookDelivery> = {}) {
  return verifyWebhook({ ...delivery, webhookId: payPalTownWebhookId, certificates, ...more });
}

async function reasonOf(delivery: Delivery, more: Partial<WebhookDelivery> = {}) {
  const result = await check(delivery, more);
  return result.ok ? 'accepted' : result.reason;
}

async function factsOf(delivery: Delivery): Promise<PayPalEventFacts> {
  const result = await check(delivery);
  if (!result.ok) throw new Error(`The webhook was refused: ${result.reason}`);
  return readEvent(result.event);
}

/** Pays 1200 yen and returns the order's id; two webhooks follow, the approval first. */
async function pay({ then = 'capture', isHeld = false } = {}): Promise<string> {
  const gateway = bench.gateway();
  const { providerOrderId } = await gateway.createOrder(payPalOrder());
  await bench.control(`orders/${providerOrderId}/approve`, { then });
  if (!isHeld) await receiver.deliveries(1);
  await gateway.capture({ requestId: 'capture', providerOrderId });
  return providerOrderId;
}

async function oneDelivery(): Promise<Delivery> {
  await pay();
  const [, delivery] = await receiver.deliveries(2);
  if (!delivery) throw new Error('Nothing arrived');
  return delivery;
}

describe('events of a payment', () => {
  it('say what was approved, captured and refunded', async () => {
    const providerOrderId = await pay();
    const [approved, completed] = await Promise.all((await receiver.deliveries(2)).map(factsOf));
    const shared = { customId: 'payment-one', amountYen: 1200, currency: 'JPY', providerOrderId };
    expect(approved).toMatchObject({
      ...shared,
      type: 'CHECKOUT.ORDER.APPROVED',
      captureId: null,
      refundId: null,
    });
    expect(completed).toMatchObject({
      ...shared,
      type: 'PAYMENT.CAPTURE.COMPLETED',
      captureId: expect.stringMatching(/^[A-Z0-9]{17}$/),
      refundId: null,
    });
    expect(completed?.eventId).not.toBe(approved?.eventId);
    expect(Date.parse(completed?.occurredAt ?? '')).toBeLessThanOrEqual(Date.now());

    const gateway = bench.gateway();
    const captureId = completed?.captureId ?? '';
    const { refundId } = await gateway.refund({ requestId: 'r', captureId, amountYen: 400 });
    const refunded = (await receiver.deliveries(3))[2];
    expect(refunded && (await factsOf(refunded))).toMatchObject({
      type: 'PAYMENT.CAPTURE.REFUNDED',
      captureId,
      refundId,
      customId: 'payment-one',
      amountYen: 400,
    });
  });

  it.each([
    ['DECLINED', 'PAYMENT.CAPTURE.DECLINED'],
    ['DENIED', 'PAYMENT.CAPTURE.DENIED'],
  ])('say that a capture is pending, then %s', async (deniedAs, type) => {
    await pay({ then: 'capture-pending' });
    const pending = (await receiver.deliveries(2))[1];
    const facts = pending && (await factsOf(pending));
    expect(facts?.type).toBe('PAYMENT.CAPTURE.PENDING');
    await bench.control(`captures/${facts?.captureId}/settle`, { outcome: 'deny', deniedAs });
    const denied = (await receiver.deliveries(3))[2];
    expect(denied && (await factsOf(denied))).toMatchObject({ type, captureId: facts?.captureId });
  });

  it('of a kind nobody knows are read without guessing', () => {
    const event = {
      id: 'WH-1',
      event_type: 'SOMETHING.NEW',
      create_time: '2026-11-21T00:00:00.000Z',
      resource: { id: 7, amount: 'much', purchase_units: 'none' },
    };
    expect(readEvent(event)).toEqual({
      eventId: 'WH-1',
      type: 'SOMETHING.NEW',
      providerOrderId: null,
      captureId: null,
      refundId: null,
      customId: null,
      amountYen: null,
      currency: null,
      occurredAt: '2026-11-21T00:00:00.000Z',
    });
  });
});

describe('delivery', () => {
  it('is tried again until it is taken, with the same event', async () => {
    receiver.answers = [200, 500, 503, 204];
    await pay();
    const [, ...tries] = await receiver.deliveries(4);
    const ids = await Promise.all(tries.map(async (each) => (await factsOf(each)).eventId));
    expect(new Set(ids).size).toBe(1);
  });

  it('is given up after the last try and can be sent again', async () => {
    receiver.answers = [200, 500, 500, 500, 500];
    await pay();
    const last = (await receiver.deliveries(5))[4];
    const { eventId } = await factsOf(last as Delivery);
    expect(await bench.control(`events/${eventId}/resend`, { times: 2 })).toEqual({
      answered: [200, 200],
    });
    expect(receiver.inbox).toHaveLength(7);
  });

  it('can be held back and turned round', async () => {
    await bench.control('webhooks/hold');
    await pay({ isHeld: true });
    expect(receiver.inbox).toHaveLength(0);
    await bench.control('webhooks/release', { order: 'reversed' });
    const types = await Promise.all(receiver.inbox.map(async (each) => (await factsOf(each)).type));
    expect(types).toEqual(['PAYMENT.CAPTURE.COMPLETED', 'CHECKOUT.ORDER.APPROVED']);
  });

  it('can happen twice', async () => {
    await bench.fault('webhook', 'twice');
    await pay();
    const facts = await Promise.all((await receiver.deliveries(3)).map(factsOf));
    expect(new Set(facts.map(({ eventId }) => eventId)).size).toBe(2);
  });
});

describe('what is refused', () => {
  it.each([
    ['wrong-signature', 'signature'],
    ['altered-body', 'signature'],
    ['foreign-authority', 'certificate-untrusted'],
    ['foreign-host', 'certificate-origin'],
    ['old', 'time'],
    ['ahead', 'time'],
  ])('a forgery by %s', async (forgery, reason) => {
    await bench.control('webhooks/forge', { forgery });
    expect(await reasonOf((await receiver.deliveries(1))[0] as Delivery)).toBe(reason);
  });

  it('a webhook for somebody else, or with a changed header', async () => {
    const good = await oneDelivery();
    expect(await reasonOf(good)).toBe('accepted');
    expect(await reasonOf(good, { webhookId: 'WH-OTHER' })).toBe('signature');
    const changed = (headers: Record<string, string | undefined>) =>
      reasonOf({ ...good, headers: { ...good.headers, ...headers } });
    expect(await changed({ 'paypal-transmission-id': 'other' })).toBe('signature');
    expect(await changed({ 'paypal-transmission-sig': 'AAAA' })).toBe('signature');
    expect(await changed({ 'paypal-transmission-sig': '' })).toBe('headers');
    expect(await changed({ 'paypal-cert-url': undefined })).toBe('headers');
    expect(await changed({ 'paypal-auth-algo': 'none' })).toBe('algorithm');
    expect(await changed({ 'paypal-transmission-time': 'yesterday' })).toBe('time');
  });

  it('what is older than PayPal’s retries, to the millisecond', async () => {
    const good = await oneDelivery();
    const sentAt = Date.parse(String(good.headers['paypal-transmission-time']));
    const at = (offsetMs: number) => reasonOf(good, { now: new Date(sentAt + offsetMs) });
    const threeDays = 3 * 24 * 60 * 60 * 1000;
    expect(await at(threeDays)).toBe('accepted');
    expect(await at(threeDays + 1)).toBe('time');
    expect(await at(-300_000)).toBe('accepted');
    expect(await at(-300_001)).toBe('time');
  });

  it('a signed body that is no event', async () => {
    await bench.fault('webhook', 'garbage');
    await pay();
    const reasons = await Promise.all((await receiver.deliveries(2)).map((each) => reasonOf(each)));
    expect(reasons.toSorted()).toEqual(['accepted', 'body']);
  });
});
