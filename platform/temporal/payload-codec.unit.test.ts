import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { createPayloadCodec, parsePayloadKeys, UnknownPayloadKey } from './payload-codec.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [old, current] = [key('old'), key('current')];
const codecOf = (...keys: string[]) => createPayloadCodec(parsePayloadKeys(keys.join(',')));
const CANARY = 'KANARIA Hanako';

function payloadOf(value: unknown): Payload {
  const payload = defaultPayloadConverter.toPayload(value);
  if (!payload) throw new Error('not convertible');
  return payload;
}

async function encrypt(keys: string[], value: unknown = { name: CANARY }): Promise<Payload> {
  const [encoded] = await codecOf(...keys).encode([payloadOf(value)]);
  if (!encoded) throw new Error('nothing encoded');
  return encoded;
}

async function decrypt(keys: string[], payload: Payload): Promise<unknown> {
  const [decoded] = await codecOf(...keys).decode([payload]);
  if (!decoded) throw new Error('nothing decoded');
  return defaultPayloadConverter.fromPayload(decoded);
}

it.each([[null], [0], [''], ['日本語 𠮷'], [{ deep: [1, { a: true }] }], ['x'.repeat(100_000)]])(
  'gives back what it was given: %#',
  async (value) => {
    expect(await decrypt([current], await encrypt([current], value))).toEqual(value);
  },
);

it('shows nothing of what it holds, nor the same twice', async () => {
  const [one, two] = [await encrypt([current]), await encrypt([current])];
  const shown = (payload: Payload) =>
    Buffer.concat([
      ...Object.values(payload.metadata ?? {}).map((bytes) => Buffer.from(bytes)),
      Buffer.from(payload.data ?? []),
    ]);
  expect(shown(one).includes(CANARY)).toBe(false);
  expect(shown(one).includes('json/plain')).toBe(false);
  expect(shown(one).equals(shown(two))).toBe(false);
});

it('reads what an older key wrote, and writes with the first', async () => {
  const before = await encrypt([old]);
  expect(await decrypt([current, old], before)).toEqual({ name: CANARY });
  const after = await encrypt([current, old]);
  expect(Buffer.from(after.metadata?.['encryption-key-id'] ?? []).toString()).toBe('current');
  await expect(decrypt([old], after)).rejects.toThrow(UnknownPayloadKey);
});

it('refuses a payload with any byte changed', async () => {
  const payload = await encrypt([current], 'short');
  const data = Buffer.from(payload.data ?? []);
  for (let index = 0; index < data.length; index += 1) {
    const changed = Buffer.from(data);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    await expect(decrypt([current], { ...payload, data: changed })).rejects.toThrow();
  }
});

it.each([0, 4, 8, 12, 27])('refuses a payload cut to %d bytes', async (length) => {
  const payload = await encrypt([current]);
  const data = Buffer.from(payload.data ?? []).subarray(0, length);
  await expect(decrypt([current], { ...payload, data })).rejects.toThrow();
});

it('refuses a payload that names another key of ours', async () => {
  const secret = randomBytes(32).toString('base64');
  const payload = await encrypt([`a:${secret}`]);
  const renamed = {
    ...payload,
    metadata: { ...payload.metadata, 'encryption-key-id': Buffer.from('b') },
  };
  await expect(decrypt([`b:${secret}`], renamed)).rejects.toThrow();
});

it('leaves alone what was never encrypted', async () => {
  const plain = payloadOf('plain');
  expect(await codecOf(current).decode([plain])).toEqual([plain]);
});

it.each([
  '',
  'x',
  ':',
  'id:',
  `:${randomBytes(32).toString('base64')}`,
  'id:c2hvcnQ=',
  `${current},`,
])('does not begin with the keys %#', (list) => {
  expect(() => parsePayloadKeys(list)).toThrow(RangeError);
});
