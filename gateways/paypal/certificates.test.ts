import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createAuthority } from '../../simulators/paypal/authority.ts';
import type { Authority } from '../../simulators/paypal/authority.ts';
import { certificate, keyIdOf } from '../../simulators/x509/certificate.ts';
import { signTransmission } from '../../simulators/paypal/webhook-signature.ts';
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
import { verifyWebhook } from './webhooks.ts';
import type { WebhookDelivery } from './webhooks.ts';

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

async function oneDelivery(): Promise<Delivery> {
  const { providerOrderId } = await bench.gateway().createOrder(payPalOrder());
  await bench.control(`orders/${providerOrderId}/approve`);
  const [delivery] = await receiver.deliveries(1);
  if (!delivery) throw new Error('Nothing arrived');
  return delivery;
}

describe('certificates', () => {
  const urlOf = (delivery: Delivery) => String(delivery.headers['paypal-cert-url']);

  it('come only from PayPal unless told otherwise; nothing else is even asked', async () => {
    const asked: string[] = [];
    const store = createCertificateStore({
      fetch: (input) => {
        asked.push(new Request(input).url);
        return Promise.resolve(new Response('', { status: 404 }));
      },
    });
    for (const url of [
      'http://api.paypal.com/cert',
      'https://api.paypal.com:8443/cert',
      'https://paypal.com.example/cert',
      'https://notpaypal.com/cert',
      'https://user:word@api.paypal.com/cert',
      'https://api.paypal.com@example.com/cert',
      'file:///etc/hosts',
      'cert',
    ]) {
      expect(await store.find(url)).toEqual({ ok: false, problem: 'certificate-origin' });
    }
    expect(asked).toEqual([]);
    await store.find('https://api.paypal.com/v1/notifications/certs/CERT-1');
    expect(asked).toHaveLength(1);
  });

  it('are fetched once, also for webhooks that come together', async () => {
    const good = await oneDelivery();
    let fetched = 0;
    const store = createCertificateStore({
      allowedOrigins: [bench.town.url],
      authorityPem: bench.town.payPalAuthorityPem,
      fetch: (input, init) => {
        fetched += 1;
        return fetch(input, init);
      },
    });
    const together = await Promise.all([1, 2, 3].map(() => check(good, { certificates: store })));
    expect(together.every(({ ok }) => ok)).toBe(true);
    expect((await check(good, { certificates: store })).ok).toBe(true);
    expect(fetched).toBe(1);
  });

  it('that cannot be fetched may come later', async () => {
    const good = await oneDelivery();
    const problems = [
      () => Promise.reject(new TypeError('fetch failed')),
      () => Promise.resolve(new Response('no', { status: 500 })),
      () => Promise.resolve(new Response('x'.repeat(70_000))),
    ];
    const store = createCertificateStore({
      allowedOrigins: [bench.town.url],
      authorityPem: bench.town.payPalAuthorityPem,
      fetch: (input, init) => problems.shift()?.() ?? fetch(input, init),
    });
    for (let count = 0; count < 3; count += 1) {
      expect(await reasonOf(good, { certificates: store })).toBe('certificate-unavailable');
    }
    expect(await reasonOf(good, { certificates: store })).toBe('accepted');
  });

  it('of an authority that is not ours are not trusted', async () => {
    const good = await oneDelivery();
    const stranger = await createAuthority('Stranger');
    for (const authorityPem of [stranger.authorityPem, '', undefined]) {
      const store = createCertificateStore({ allowedOrigins: [bench.town.url], authorityPem });
      expect(await reasonOf(good, { certificates: store })).toBe('certificate-untrusted');
    }
  });

  it('are not trusted after they have expired, though they were before', async () => {
    const good = await oneDelivery();
    let now = new Date();
    const store = createCertificateStore({
      allowedOrigins: [bench.town.url],
      authorityPem: bench.town.payPalAuthorityPem,
      now: () => now,
    });
    expect((await store.find(urlOf(good))).ok).toBe(true);
    now = new Date(now.getTime() + 11 * 365 * 24 * 60 * 60 * 1000);
    expect(await store.find(urlOf(good))).toEqual({ ok: false, problem: 'certificate-untrusted' });
  });

  it('made with a certificate that is no authority are not trusted', async () => {
    const authority = await createAuthority();
    const rogue = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = certificate({
      subject: 'Rogue',
      publicKey: rogue.publicKey,
      issuer: {
        name: 'Town PayPal Message Verification',
        key: authority.signingKey,
        keyId: keyIdOf(createPublicKey(authority.signingKey)),
      },
      isAuthority: false,
    });
    const trust = (chainPem: string) =>
      createCertificateStore({
        allowedOrigins: ['https://certs.example'],
        authorityPem: authority.authorityPem,
        fetch: () => Promise.resolve(new Response(chainPem)),
      });
    const url = 'https://certs.example/CERT-1';
    expect((await trust(authority.chainPem).find(url)).ok).toBe(true);
    const forged: Authority = { ...authority, signingKey: rogue.privateKey };
    const body = Buffer.from('{}');
    const headers = signTransmission({
      authority: forged,
      certificateUrl: url,
      webhookId: payPalTownWebhookId,
      body,
      at: new Date(),
    });
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const store = trust(pem + authority.chainPem);
    const result = await verifyWebhook({
      rawBody: body,
      headers: lower,
      webhookId: payPalTownWebhookId,
      certificates: store,
    });
    expect(result).toEqual({ ok: false, reason: 'certificate-untrusted' });
  });

  it('in the name of our authority, but not of its making or no longer valid, are not trusted', async () => {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const root = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const issuer = { name: 'Root', keyId: keyIdOf(root.publicKey), key: root.privateKey };
    const authorityPem = certificate({
      subject: 'Root',
      publicKey: root.publicKey,
      issuer,
      isAuthority: true,
    });
    const lookUp = (signer: KeyObject, validUntil?: Date) => {
      const pem = certificate({
        subject: 'Somebody',
        publicKey: keys.publicKey,
        issuer: { ...issuer, key: signer },
        isAuthority: false,
        validUntil,
      });
      const store = createCertificateStore({
        allowedOrigins: ['https://certs.example'],
        authorityPem,
        fetch: () => Promise.resolve(new Response(pem)),
      });
      return store.find('https://certs.example/CERT-1');
    };
    const untrusted = { ok: false, problem: 'certificate-untrusted' };
    expect((await lookUp(root.privateKey)).ok).toBe(true);
    expect(await lookUp(root.privateKey, new Date(Date.now() - 2000))).toEqual(untrusted);
    expect(await lookUp(keys.privateKey)).toEqual(untrusted);
  });
});
