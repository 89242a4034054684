import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultPayloadConverter } from '@temporalio/common';
import { readEnvironment } from '../platform/env.ts';
import { createLogger } from '../platform/logger.ts';
import { createPayloadCodec, parsePayloadKeys } from '../platform/temporal/payload-codec.ts';
import { createCodecServer } from './codec-server.ts';

const ORIGIN = 'https://temporal.example';
const TOKEN = 'a-token-of-the-tests-0123456789';
const environment = readEnvironment({
  NODE_ENV: 'test',
  CODEC_ALLOWED_ORIGIN: ORIGIN,
  CODEC_TOKEN: TOKEN,
});

let server: Server;
let url: string;
let encrypted: object;

beforeAll(async () => {
  server = createCodecServer(environment, createLogger('codec', 'silent'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const plain = defaultPayloadConverter.toPayload({ orderId: 'canary' });
  const codec = createPayloadCodec(parsePayloadKeys(environment.PAYLOAD_KEYS));
  const [payload] = plain ? await codec.encode([plain]) : [];
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  encrypted = {
    metadata: Object.fromEntries(
      Object.entries(payload?.metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]),
    ),
    data: base64(payload?.data ?? new Uint8Array()),
  };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const allowed = {
  origin: ORIGIN,
  'x-namespace': 'default',
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/json',
};

const ask = (
  headers: Record<string, string> = allowed,
  { path = '/decode', method = 'POST', body = JSON.stringify({ payloads: [encrypted] }) } = {},
) => fetch(`${url}${path}`, { method, headers, ...(method === 'POST' && { body }) });

it('decodes for the one origin, namespace and token', async () => {
  const response = await ask();
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  const { payloads } = (await response.json()) as { payloads: { data: string }[] };
  expect(Buffer.from(payloads[0]?.data ?? '', 'base64').toString()).toBe('{"orderId":"canary"}');
});

it.each([
  ['another origin', { ...allowed, origin: 'https://elsewhere.example' }, 403],
  ['another namespace', { ...allowed, 'x-namespace': 'other' }, 403],
  ['a wrong token', { ...allowed, authorization: `Bearer ${TOKEN.replace('a', 'b')}` }, 401],
  ['a token of another length', { ...allowed, authorization: 'Bearer x' }, 401],
])('decodes nothing for %s', async (_who, headers, status) => {
  const response = await ask(headers);
  expect(response.status).toBe(status);
  expect(await response.text()).not.toContain('payloads');
});

it.each(['origin', 'x-namespace', 'authorization'])('decodes nothing without %s', async (name) => {
  const headers = Object.fromEntries(Object.entries(allowed).filter(([key]) => key !== name));
  expect((await ask(headers)).ok).toBe(false);
});

it('tells no other origin’s browser that it may ask', async () => {
  const preflight = (origin: string) => ask({ origin }, { method: 'OPTIONS' });
  expect((await preflight(ORIGIN)).status).toBe(204);
  const other = await preflight('https://elsewhere.example');
  expect(other.status).toBe(403);
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});

it.each([
  ['/encode', 'POST'],
  ['/decode', 'GET'],
  ['/', 'POST'],
])('does nothing else: %s %s', async (path, method) => {
  expect((await ask(allowed, { path, method })).status).toBe(404);
});

it.each([
  ['no JSON', '{'],
  ['no list', '{"payloads": 5}'],
  ['a list of nothing', '{"payloads": [null]}'],
  [
    'another key',
    JSON.stringify({
      payloads: [
        {
          metadata: {
            encoding: Buffer.from('binary/encrypted').toString('base64'),
            'encryption-key-id': Buffer.from('unknown').toString('base64'),
          },
          data: '',
        },
      ],
    }),
  ],
])('answers 400 to %s, and says nothing more', async (_what, body) => {
  const response = await ask(allowed, { body });
  expect(response.status).toBe(400);
  expect(await response.text()).toBe('');
});

it('takes four megabytes at most, and goes on afterwards', async () => {
  const body = JSON.stringify({ payloads: [{ data: 'A'.repeat(5 * 1024 * 1024) }] });
  expect((await ask(allowed, { body })).status).toBe(413);
  expect((await ask()).status).toBe(200);
});

it('is alive for whoever asks', async () => {
  expect((await ask({}, { path: '/healthz', method: 'GET' })).status).toBe(200);
});
