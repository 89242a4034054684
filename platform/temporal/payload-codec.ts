import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import proto from '@temporalio/proto';
import type { Payload, PayloadCodec } from '@temporalio/common';

const ENCODING = 'binary/encrypted';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A payload was encrypted with a key that this process does not have. */
export class UnknownPayloadKey extends Error {
  override name = 'UnknownPayloadKey';
}

/** Keys by id; the first encrypts, all decrypt: put a new one in front to rotate. */
export interface PayloadKeys {
  currentId: string;
  keys: ReadonlyMap<string, KeyObject>;
}

/**
 * @param list `id:base64,id:base64`, keys of 32 bytes; the first is the current one
 * @throws RangeError when an entry has no id or its key is not 32 bytes long
 */
export function parsePayloadKeys(list: string): PayloadKeys {
  const entries = list.split(',').map((entry): [string, KeyObject] => {
    const separator = entry.indexOf(':');
    const id = entry.slice(0, separator).trim();
    const key = Buffer.from(entry.slice(separator + 1), 'base64');
    if (separator < 1 || id === '' || key.length !== 32) {
      throw new RangeError('PAYLOAD_KEYS: each entry is id:base64 of 32 bytes');
    }
    // As a KeyObject it is prepared once, not for each payload: a third of the time.
    return [id, createSecretKey(key)];
  });
  const [first] = entries;
  if (!first) throw new RangeError('PAYLOAD_KEYS: at least one key is needed');
  return { currentId: first[0], keys: new Map(entries) };
}

/**
 * Encrypts every payload whole with AES-256-GCM: the key id and the initialisation vector travel with it, the key id
 * is authenticated, and a changed byte is refused.
 */
export function createPayloadCodec(keys: PayloadKeys): PayloadCodec {
  return {
    async encode(payloads) {
      return payloads.map((payload) => encrypt(payload, keys));
    },
    async decode(payloads) {
      return payloads.map((payload) => decrypt(payload, keys));
    },
  };
}

const text = new TextDecoder();

function encrypt(payload: Payload, { currentId, keys }: PayloadKeys): Payload {
  const key = keys.get(currentId);
  if (!key) throw new UnknownPayloadKey(currentId);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  cipher.setAAD(Buffer.from(currentId));
  const plain = proto.temporal.api.common.v1.Payload.encode(payload).finish();
  const data = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return {
    metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(currentId) },
    data,
  };
}

function decrypt(payload: Payload, { keys }: PayloadKeys): Payload {
  const encoding = payload.metadata?.['encoding'];
  if (!encoding || text.decode(encoding) !== ENCODING) return payload;
  const keyId = text.decode(payload.metadata?.['encryption-key-id'] ?? new Uint8Array());
  const key = keys.get(keyId);
  if (!key) throw new UnknownPayloadKey(keyId);
  const data = Buffer.from(payload.data ?? new Uint8Array());
  const decipher = createDecipheriv(ALGORITHM, key, data.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(keyId));
  decipher.setAuthTag(data.subarray(data.length - TAG_BYTES));
  const plain = Buffer.concat([
    decipher.update(data.subarray(IV_BYTES, data.length - TAG_BYTES)),
    decipher.final(),
  ]);
  return proto.temporal.api.common.v1.Payload.decode(plain);
}
