import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio';
import { startWebhookReceiver } from '../../tests/support/webhook-receiver.ts';
import type { WebhookReceiver } from '../../tests/support/webhook-receiver.ts';
import { startTown } from '../town.ts';
import type { Town } from '../town.ts';
import type { DepositEntry, SlipEntry } from './slip-book.ts';

const folder = mkdtempSync(join(tmpdir(), 'cash-register-'));
let town: Town;
let receiver: WebhookReceiver;

const open = (): Promise<Town> =>
  startTown({
    ...{ httpPort: 0, smtpPort: 0, ldapPort: 0, silent: true, ledgerFolder: folder },
    paypal: { clientId: 'client', clientSecret: 'secret', webhookId: 'WH-TEST' },
    smartPit: {
      ...{ merchant: 'merchant', secret: 'secret', noticeUrl: receiver.url },
      retryDelaysMs: [10, 10],
    },
    sbps: { merchantId: '00000', serviceId: '001', hashKey: 'hash', apiPassword: 'password' },
    netprint: { user: 'user', password: 'password' },
    networkPrint: { appKey: 'key' },
    campusPrinter: { key: 'key' },
    directory: {
      ...{ baseDn: 'dc=example', serviceDn: 'cn=service,dc=example', servicePassword: 'password' },
      users: [],
    },
  });

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  town = await open();
});
afterAll(async () => {
  await town.close();
  receiver.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await post('/control/reset');
  receiver.clear();
});

const post = (path: string, body: object = {}) =>
  fetch(`${town.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const submit = (path: string, fields: Record<string, string>) =>
  fetch(`${town.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
const books = async () =>
  (await (await fetch(`${town.url}/control/ledger/smart-pit`)).json()) as {
    slips: SlipEntry[];
    deposits: DepositEntry[];
    notices: { id: string; state: string }[];
    totals: object;
  };

async function issue(key = 'payment-1'): Promise<SlipEntry> {
  const due = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const body = JSON.stringify({
    ...{ key, amount: 700, due, method: 'cash', payer: 'カナリア ハナコ', item: '証明書' },
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', 'secret').update(`${timestamp}.POST./bills.${body}`);
  const answer = await fetch(`${town.url}/smart-pit/bills`, {
    method: 'POST',
    headers: {
      'X-Merchant': 'merchant',
      'X-Timestamp': timestamp,
      'X-Signature': signature.digest('hex'),
    },
    body,
  });
  expect(answer.status).toBe(201);
  const slip = (await books()).slips.find((one) => one.key === key);
  if (!slip) throw new Error('no slip');
  return slip;
}

it.each(['ja', 'en'])('is used with a number, a till and a receipt, in %s', async (lang) => {
  const { reference } = await issue();
  const start = load(await (await fetch(`${town.url}/cash-register/?lang=${lang}`)).text());
  expect(start('html').attr('lang')).toBe(lang);
  expect(start('.places a').length).toBe(5);
  const grouped = `${reference.slice(0, 4)}-${reference.slice(4)}`;
  const till = await submit('/cash-register/familymart', { lang, number: grouped });
  const page = load(await till.text());
  expect(page('main').text()).toContain(reference);
  const paid = await submit(new URL(till.url).pathname, {
    ...{ lang, place: 'familymart', act: 'pay', yen: '700', when: 'now', kind: 'provisional' },
  });
  expect(load(await paid.text())('.entries li').length).toBe(1);
  expect((await books()).deposits).toMatchObject([
    { amountYen: 700, store: 'familymart', kind: 'provisional' },
  ]);
});

it('takes other amounts and other instants, and refuses what a till refuses unless it is told to', async () => {
  const { key, dueAt } = await issue();
  const act = async (fields: Record<string, string>) =>
    new URL((await submit(`/cash-register/slips/smart-pit/${key}`, fields)).url).searchParams.get(
      'refused',
    );
  expect(await act({ act: 'pay', yen: '100', when: 'last-second' })).toBeNull();
  expect(await act({ act: 'pay', yen: '600', when: 'deadline' })).toBe('expired');
  expect(await act({ act: 'pay', yen: '600', when: 'deadline', force: 'yes' })).toBeNull();
  expect(await act({ act: 'pay', yen: '1' })).toBe('paid');
  const { deposits, totals } = await books();
  expect(deposits.map(({ paidAt }) => Date.parse(paidAt) - Date.parse(dueAt))).toEqual([-1000, 0]);
  const [first, second] = deposits;
  await act({ act: 'final', id: first?.id ?? '' });
  await act({ act: 'reverse', id: first?.id ?? '' });
  await act({ act: 'reverse', id: second?.id ?? '' });
  expect((await books()).deposits).toMatchObject([
    { kind: 'final', reversedAt: null },
    { reversedAt: expect.any(String) },
  ]);
  expect(totals).toEqual({ receivedYen: 700, reversedYen: 0, standingYen: 700 });
  expect((await books()).totals).toEqual({ receivedYen: 700, reversedYen: 600, standingYen: 100 });
});

it('knows no number that was never issued, and nothing that is not one', async () => {
  const { reference } = await issue();
  for (const number of ['0000000000000', '', 'x', `${reference}0`]) {
    expect((await submit('/cash-register/lawson', { number })).status).toBe(404);
  }
  expect((await submit('/cash-register/seven-eleven', { number: reference })).status).toBe(404);
});

describe('notices', () => {
  it('come again until they are taken, then no more', async () => {
    const { key } = await issue();
    receiver.answers = [500, 500];
    await post(`/smart-pit/control/slips/${key}/pay`);
    expect((await receiver.deliveries(3)).length).toBe(3);
    while ((await books()).notices[0]?.state === 'waiting') await new Promise(setImmediate);
    expect((await books()).notices[0]?.state).toBe('delivered');
  });

  it('are held back, released in reverse, or lost', async () => {
    const { key } = await issue();
    await post('/smart-pit/control/notices/hold');
    const paid = (await (await post(`/smart-pit/control/slips/${key}/pay`)).json()) as DepositEntry;
    await post(`/smart-pit/control/deposits/${paid.id}/final`);
    expect(receiver.inbox).toEqual([]);
    await post('/smart-pit/control/notices/release', { order: 'reversed' });
    const types = receiver.inbox.map(
      ({ rawBody }) => (JSON.parse(rawBody.toString()) as { type: string }).type,
    );
    expect(types).toEqual(['final', 'deposit']);
    await post('/smart-pit/control/notices/hold');
    await post(`/smart-pit/control/slips/${key}/pay`, { force: true });
    await post('/smart-pit/control/notices/lose');
    expect((await books()).notices.map(({ state }) => state)).toEqual([
      'delivered',
      'delivered',
      'lost',
    ]);
  });

  it('that were not taken are sent by the town after a restart, whose books are the same', async () => {
    const { key } = await issue();
    receiver.answers = [500, 500, 500];
    await post('/smart-pit/control/notices/hold');
    await post(`/smart-pit/control/slips/${key}/pay`);
    const before = await books();
    await town.close();
    town = await open();
    expect(await books()).toEqual(before);
    receiver.answers = [];
    await post('/smart-pit/control/notices/release');
    expect(receiver.inbox.length).toBe(1);
  });
});

it('has a desk for each provider, with its numbers and its notices', async () => {
  const { key, reference } = await issue();
  await post(`/smart-pit/control/slips/${key}/pay`);
  await receiver.deliveries(1);
  const desk = load(await (await fetch(`${town.url}/smart-pit/?lang=en`)).text());
  expect(desk('.entries').text()).toContain(reference);
  expect(desk('.entries code').text()).toContain('deposit');
  expect((await fetch(`${town.url}/sbps/`)).status).toBe(200);
  await submit('/smart-pit/desk', { act: 'expire', id: key });
  expect((await books()).slips[0]?.expiredAt).not.toBeNull();
});
