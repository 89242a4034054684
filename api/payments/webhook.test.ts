import request from 'supertest';
import { createCertificateStore } from '../../gateways/paypal/certificates.ts';
import { dispatchProviderEvent } from '../../platform/provider-events.ts';
import { LifeUnreachable } from '../../platform/lives.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { placeTestOrder } from '../../tests/support/orders.ts';
import { payPalTownWebhookId, startPayPalTown } from '../../tests/support/paypal-town.ts';
import type { PayPalTown } from '../../tests/support/paypal-town.ts';
import { signInStudent } from '../../tests/support/people.ts';
import { startWebhookReceiver } from '../../tests/support/webhook-receiver.ts';
import type { Delivery, WebhookReceiver } from '../../tests/support/webhook-receiver.ts';
import { REFUSALS_KEPT } from './notices.ts';

let test: TestApp;
let town: PayPalTown;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  town = await startPayPalTown({ webhookUrl: receiver.url });
  test = await createTestApp({
    paypal: town.gateway(),
    paypalCertificates: createCertificateStore({
      allowedOrigins: [town.town.url],
      authorityPem: town.town.payPalAuthorityPem,
    }),
    variables: { PAYPAL_WEBHOOK_ID: payPalTownWebhookId },
  });
});
afterAll(async () => {
  await test.close();
  await town.town.close();
  receiver.close();
});
beforeEach(async () => {
  test.lives.forget();
  receiver.clear();
});

/** An order that its person has approved at PayPal, and PayPal's notice of that. */
async function approved(): Promise<{ orderId: string; delivery: Delivery }> {
  const person = await signInStudent(test);
  const { orderId, pay } = await placeTestOrder(person);
  await person.browser.submit(pay, 'Go to PayPal', {}, { follow: false });
  const payment = await test.database.prisma.payment.findFirstOrThrow({ where: { orderId } });
  await town.control(`orders/${payment.providerOrderId}/approve`, {});
  const [delivery] = await receiver.deliveries(1);
  if (!delivery) throw new Error('PayPal told nothing');
  return { orderId, delivery };
}

function deliver({ rawBody, headers }: Delivery, changes: Record<string, string> = {}) {
  const signed = Object.entries(headers).filter(([name]) => name.startsWith('paypal-'));
  return request(test.app)
    .post('/webhooks/paypal')
    .set({ ...(Object.fromEntries(signed) as Record<string, string>), ...changes })
    .type('json')
    .send(rawBody.toString('utf8'));
}

const events = () => test.database.prisma.providerEvent.findMany();
const eventIdOf = ({ rawBody }: Delivery) =>
  (JSON.parse(rawBody.toString('utf8')) as { id: string }).id;
const eventOf = async (delivery: Delivery) =>
  (await events()).filter(({ eventId }) => eventId === eventIdOf(delivery));

it('stores a notice, then tells the life of the order', async () => {
  const { orderId, delivery } = await approved();
  expect((await deliver(delivery)).status).toBe(200);
  const [event] = await eventOf(delivery);
  expect(event).toMatchObject({
    provider: 'paypal',
    type: 'CHECKOUT.ORDER.APPROVED',
    amountYen: 500,
  });
  expect(event?.handledAt).not.toBeNull();
  expect(test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
});

it('stores the same notice once, however often and at once it comes, and answers each with 200', async () => {
  const { delivery } = await approved();
  const answers = await Promise.all([1, 2, 3, 4].map(() => deliver(delivery)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await eventOf(delivery)).length).toBe(1);
  test.lives.forget();
  expect((await deliver(delivery)).status).toBe(200);
  expect(test.lives.calls).toEqual([]);
});

it('keeps a notice that could not be handed on, and hands it on when it comes again', async () => {
  const { orderId, delivery } = await approved();
  test.lives.answer({
    noticePayment: async () => {
      throw new LifeUnreachable('away');
    },
  });
  expect((await deliver(delivery)).status).toBe(200);
  expect((await eventOf(delivery))[0]?.handledAt).toBeNull();
  test.lives.forget();
  expect((await deliver(delivery)).status).toBe(200);
  expect(test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
});

it('leaves to housekeeping what only echoes a return that the life was told of', async () => {
  const { orderId, delivery } = await approved();
  const { pool } = test.database;
  await pool.query('update payment set returned_at = now() where order_id = $1', [orderId]);
  expect((await deliver(delivery)).status).toBe(200);
  const [event] = await eventOf(delivery);
  if (!event) throw new Error('the notice was not stored');
  expect(event.handledAt).toBeNull();
  expect(test.lives.told('noticePayment')).toEqual([]);
  await dispatchProviderEvent({ pool, lives: test.lives }, event.id, 'housekeeping');
  expect(test.lives.told('noticePayment')).toEqual([[orderId, 'webhook']]);
});

it('is not answered with 2xx when it could not be stored (I15)', async () => {
  const { delivery } = await approved();
  const { pool } = test.database;
  await pool.query('alter table provider_event rename to provider_event_away');
  try {
    expect((await deliver(delivery)).status).toBeGreaterThanOrEqual(500);
  } finally {
    await pool.query('alter table provider_event_away rename to provider_event');
  }
  expect((await deliver(delivery)).status).toBe(200);
});

it('refuses a forged notice, stores nothing of it, and leaves a trace', async () => {
  const { delivery } = await approved();
  const before = (await events()).length;
  const tampered = { ...delivery, rawBody: Buffer.from(`${delivery.rawBody.toString('utf8')} `) };
  expect((await deliver(tampered)).status).toBe(400);
  expect((await deliver({ ...delivery, headers: {} })).status).toBe(400);
  expect((await deliver(delivery, { 'paypal-auth-algo': 'none' })).status).toBe(400);
  expect((await events()).length).toBe(before);
  expect(test.lives.told('noticePayment')).toEqual([]);
  const trace = await test.database.prisma.auditEntry.findMany({
    where: { action: 'webhook_refused' },
  });
  expect(trace.map(({ cause }) => cause)).toEqual(['signature', 'headers', 'algorithm']);
});

it('leaves a trace of the first refusals from a network: a flood of them does not fill the audit trail', async () => {
  const { auditEntry } = test.database.prisma;
  const refused = { action: 'webhook_refused' };
  const answers = await Promise.all(
    Array.from({ length: REFUSALS_KEPT.attempts + 10 }, () =>
      request(test.app).post('/webhooks/paypal').type('json').send('{}'),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
  expect(await auditEntry.count({ where: refused })).toBe(REFUSALS_KEPT.attempts);
});

it('keeps a notice about an order that nobody knows, and does nothing', async () => {
  const { providerOrderId } = await town.gateway().createOrder({
    requestId: 'stranger',
    orderReference: 'not-one-of-ours',
    amountYen: 500,
    description: 'x',
    brandName: 'x',
    locale: 'en',
    returnUrl: 'https://service.example/r',
    cancelUrl: 'https://service.example/c',
  });
  await town.control(`orders/${providerOrderId}/approve`, {});
  const [delivery] = await receiver.deliveries(1);
  if (!delivery) throw new Error('PayPal told nothing');
  expect((await deliver(delivery)).status).toBe(200);
  expect((await eventOf(delivery))[0]).toMatchObject({ paymentId: null });
  expect(test.lives.calls).toEqual([]);
});

it('does not keep who paid', async () => {
  const { delivery } = await approved();
  await deliver(delivery);
  const [event] = await eventOf(delivery);
  const resource = (event?.payload as { resource: object }).resource;
  expect(Object.keys(resource)).toContain('id');
  expect(JSON.stringify(event?.payload)).not.toMatch(/payer|shipping|email/i);
});

it('reads no more than 64 KB', async () => {
  const answer = await request(test.app)
    .post('/webhooks/paypal')
    .type('json')
    .send(`"${'x'.repeat(70_000)}"`);
  expect(answer.status).toBe(413);
});
