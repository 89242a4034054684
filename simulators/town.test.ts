import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio';
import { openLedger } from './ledger.ts';
import { startTown } from './town.ts';
import type { Town, TownOptions } from './town.ts';

let folder: string;
let towns: Town[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'town-'));
  towns = [];
});
afterEach(async () => {
  for (const town of towns) await town.close();
  rmSync(folder, { recursive: true });
});

async function open(more: Partial<TownOptions> = {}): Promise<Town> {
  const town = await startTown({
    httpPort: 0,
    smtpPort: 0,
    ldapPort: 0,
    silent: true,
    ledgerFolder: folder,
    paypal: { clientId: 'client', clientSecret: 'secret', webhookId: 'WH-TEST' },
    netprint: { user: 'user', password: 'password' },
    smartPit: { merchant: 'merchant', secret: 'secret' },
    sbps: { merchantId: '00000', serviceId: '001', hashKey: 'hash', apiPassword: 'password' },
    networkPrint: { appKey: 'key' },
    campusPrinter: { key: 'key' },
    directory: {
      baseDn: 'dc=example',
      serviceDn: 'cn=service,dc=example',
      servicePassword: 'password',
      users: [],
    },
    ...more,
  });
  towns.push(town);
  return town;
}

function closeLast(): Promise<void> | undefined {
  return towns.pop()?.close();
}

async function send(url: string, body: unknown, method = 'POST'): Promise<Response> {
  return fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
}

async function token(town: Town): Promise<string> {
  const response = await fetch(`${town.url}/paypal/v1/oauth2/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body = (await response.json()) as { access_token?: string };
  return body.access_token ?? '';
}

async function createOrder(town: Town, value = '300', currency = 'JPY'): Promise<Response> {
  return fetch(`${town.url}/paypal/v2/checkout/orders`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${await token(town)}`,
    },
    body: JSON.stringify({
      intent: 'CAPTURE',
      purchase_units: [{ amount: { currency_code: currency, value } }],
    }),
  });
}

async function orderIds(town: Town): Promise<string[]> {
  const response = await fetch(`${town.url}/control/ledger/paypal`);
  const { orders } = (await response.json()) as { orders: { id: string }[] };
  return orders.map(({ id }) => id);
}

describe('a town', () => {
  it('finds its ledgers and its authority again after a restart', async () => {
    const first = await open();
    const { id } = (await (await createOrder(first)).json()) as { id: string };
    // What was answered is on disk already: the town may die at any moment.
    expect(readFileSync(join(folder, 'paypal.json'), 'utf8')).toContain(id);
    const { payPalAuthorityPem } = first;
    await closeLast();

    const second = await open();
    expect(await orderIds(second)).toEqual([id]);
    expect(second.payPalAuthorityPem).toBe(payPalAuthorityPem);
    expect(readFileSync(join(folder, 'paypal-authority.pem'), 'utf8')).toBe(payPalAuthorityPem);

    await send(`${second.url}/control/reset`, {});
    expect(await orderIds(second)).toEqual([]);
    await closeLast();
    expect(await orderIds(await open())).toEqual([]);
  });

  it('says which ledger it cannot read, and leaves the file alone', async () => {
    writeFileSync(join(folder, 'paypal.json'), '{"orders":');
    await expect(open()).rejects.toThrow(/paypal\.json/);
    expect(readFileSync(join(folder, 'paypal.json'), 'utf8')).toBe('{"orders":');
  });

  it('does not start on a port that is taken, and lets go of the others', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(open({ httpPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });

    const free = new URL((await open()).url).port;
    await closeLast();
    const taken = open({ httpPort: Number(free), ldapPort: port });
    await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
    expect(new URL((await open({ httpPort: Number(free) })).url).port).toBe(free);
  });
});

describe('faults', () => {
  const faultOn = (town: Town, fault: object) =>
    send(`${town.url}/control/faults`, { party: 'paypal', operation: 'create-order', ...fault });

  it('strike as often as was said, then all is well', async () => {
    const town = await open();
    const set = await faultOn(town, { mode: 'fail-before', times: 2, status: 503 });
    expect(set.status).toBe(201);
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await createOrder(town)).status);
    expect(statuses).toEqual([503, 503, 201]);
    expect(await (await fetch(`${town.url}/control/faults`)).json()).toEqual({ faults: [] });
  });

  it('close the socket, before or after the deed', async () => {
    const town = await open();
    await faultOn(town, { mode: 'drop-before' });
    await expect(createOrder(town)).rejects.toThrow();
    expect(await orderIds(town)).toHaveLength(0);
    await faultOn(town, { mode: 'drop-after' });
    await expect(createOrder(town)).rejects.toThrow();
    expect(await orderIds(town)).toHaveLength(1);
  });

  it('last until they are removed when the party is down', async () => {
    const town = await open();
    const fault = (await (await faultOn(town, { mode: 'down' })).json()) as { id: string };
    for (let count = 0; count < 3; count += 1) await expect(token(town)).rejects.toThrow();
    const removed = await send(`${town.url}/control/faults/${fault.id}`, {}, 'DELETE');
    expect(removed.status).toBe(204);
    expect(await token(town)).not.toBe('');
    expect((await send(`${town.url}/control/faults/${fault.id}`, {}, 'DELETE')).status).toBe(404);
  });

  it.each([
    [{ mode: 'explode' }],
    [{ mode: 'slow', delayMs: -1 }],
    [{ mode: 'slow', party: 'nobody' }],
    [{ mode: 'slow', more: true }],
  ])('that make no sense are refused: %j', async (fault) => {
    const response = await faultOn(await open(), fault);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });
});

describe('the clock', () => {
  it('moves for every party and goes back with a reset', async () => {
    const town = await open();
    await send(`${town.url}/control/clock`, { now: '2030-01-01T00:00:00+09:00' });
    const order = (await (await createOrder(town)).json()) as { create_time: string };
    expect(order.create_time).toMatch(/^2029-12-31T15:00:0\dZ$/);
    await send(`${town.url}/control/reset`, {});
    const { offsetMs } = (await (await fetch(`${town.url}/control/clock`)).json()) as {
      offsetMs: number;
    };
    expect(offsetMs).toBe(0);
  });
});

describe('PayPal', () => {
  it.each([
    ['300.00', 'JPY', 422, 'DECIMALS_NOT_SUPPORTED'],
    ['3.001', 'USD', 422, 'DECIMAL_PRECISION'],
    ['0', 'JPY', 422, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    ['-5', 'JPY', 400, 'INVALID_PARAMETER_SYNTAX'],
  ])('refuses an amount of %s %s', async (value, currency, status, issue) => {
    const response = await createOrder(await open(), value, currency);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ details: [{ issue }] });
  });

  it('knows nobody without a token', async () => {
    const town = await open();
    const response = await fetch(`${town.url}/paypal/v2/checkout/orders/X`);
    expect(response.status).toBe(401);
  });
});

describe('the console', () => {
  it('sets and removes faults without JavaScript and keeps its language', async () => {
    const town = await open();
    const page = load(await (await fetch(`${town.url}/?lang=en`)).text());
    expect(page('html').attr('lang')).toBe('en');
    expect(page('.places a[href^="/paypal/"]')).toHaveLength(1);
    expect(page('script')).toHaveLength(0);

    const form = page('form[action="/console/faults"]');
    const set = await fetch(`${town.url}${form.attr('action') ?? ''}`, {
      method: 'POST',
      body: new URLSearchParams({
        lang: form.find('[name=lang]').attr('value') ?? '',
        party: 'paypal',
        operation: 'capture',
        mode: 'drop-after',
        times: '',
      }),
    });
    expect(new URL(set.url).search).toBe('?lang=en');
    const after = load(await set.text());
    expect(after('.faults li')).toHaveLength(1);
    expect(after('.faults li').text()).toContain('until you remove it');
    expect(after('.trouble')).toHaveLength(1);

    const removal = after('.faults form').attr('action') ?? '';
    const removed = await fetch(`${town.url}${removal}`, { method: 'POST' });
    const calm = load(await removed.text());
    expect(calm('html').attr('lang')).toBe('ja');
    expect(calm('.faults')).toHaveLength(0);
  });

  it('links pages that exist', async () => {
    const town = await open();
    for (const language of ['ja', 'en']) {
      const page = load(await (await fetch(`${town.url}/?lang=${language}`)).text());
      const links = page('a, link[rel=stylesheet]').toArray();
      for (const link of links) {
        const href = page(link).attr('href') ?? '';
        expect([href, (await fetch(new URL(href, town.url))).status]).toEqual([href, 200]);
      }
    }
  });
});

describe('a ledger', () => {
  it('has every change on disk once it is saved, also those made during a write', async () => {
    const file = join(folder, 'books', 'ledger.json');
    const ledger = openLedger<{ entries: number[] }>(file, { entries: [] });
    for (let count = 0; count < 50; count += 1) {
      ledger.change(({ entries }) => entries.push(count));
      if (count % 10 === 5) await ledger.saved();
    }
    await ledger.saved();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(ledger.value);
    expect(ledger.value.entries).toHaveLength(50);
    expect(existsSync(`${file}.new`)).toBe(false);
  });
});
