import type { z } from 'zod';
import { PrintNetworkUnavailable } from './port.ts';
import type { PrintNetworkId } from './port.ts';

export interface PrintCall {
  network: PrintNetworkId;
  /** What the call does, for error messages. Never holds a key, a code or a token. */
  operation: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: FormData | string | Uint8Array<ArrayBuffer>;
  timeoutMs: number;
}

export interface PrintAnswer {
  /** 2xx or 4xx. */
  status: number;
  /** The parsed JSON; undefined when the answer had no body or, with 4xx, none that is JSON. */
  body: unknown;
}

/** Pictures of numbers are a few kilobytes; more is something else. */
const LARGEST_IMAGE = 100_000;

/**
 * One HTTP call to a print network, one attempt, ended by `timeoutMs`.
 *
 * Throws `PrintNetworkUnavailable` for everything that says nothing about our document: no
 * connection, timeout, redirect, 408, 429, 5xx, and 2xx with a body that is not JSON.
 */
export async function callPrintNetwork(call: PrintCall): Promise<PrintAnswer> {
  const { status, bytes } = await send(call);
  const text = new TextDecoder().decode(bytes);
  const body = parseJson(text);
  if (status < 300 && body === undefined && text !== '') {
    throw new PrintNetworkUnavailable(call.network, `${call.operation} answered no JSON`);
  }
  return { status, body };
}

/**
 * How the answers of a network are read.
 * @returns `expectSuccess` and `understand`; both throw PrintNetworkUnavailable: anything but 2xx there is our account, key
 *   or address being wrong, not the document
 */
export function answersOf(network: PrintNetworkId) {
  const expectSuccess = (operation: string, { status }: PrintAnswer): void => {
    if (status < 300) return;
    throw new PrintNetworkUnavailable(network, `${operation} answered ${status}`);
  };
  const understand = <T>(operation: string, answer: PrintAnswer, schema: z.ZodType<T>): T => {
    expectSuccess(operation, answer);
    const parsed = schema.safeParse(answer.body);
    if (parsed.success) return parsed.data;
    throw new PrintNetworkUnavailable(network, `${operation}: the answer is not understood`);
  };
  return { expectSuccess, understand };
}

/**
 * As `callPrintNetwork`, for an answer that is a picture.
 * @returns PNG or JPEG; null when the network answered 4xx, or something else than such a picture
 */
export async function callForImage(call: PrintCall): Promise<Uint8Array | null> {
  const { status, bytes } = await send({
    ...call,
    headers: { ...call.headers, Accept: 'image/*' },
  });
  const isPicture = imageTypeOf(bytes) !== null && bytes.byteLength <= LARGEST_IMAGE;
  return status < 300 && isPicture ? bytes : null;
}

/** What a picture is by its first bytes, whatever its sender calls it; null for anything else. */
export function imageTypeOf(bytes: Uint8Array): 'image/png' | 'image/jpeg' | null {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (start === '89504e47') return 'image/png';
  return start.startsWith('ffd8ff') ? 'image/jpeg' : null;
}

async function send(call: PrintCall): Promise<{ status: number; bytes: Uint8Array }> {
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(call.url, {
      method: call.method,
      headers: { Accept: 'application/json', ...call.headers },
      body: call.body,
      redirect: 'error',
      signal: AbortSignal.timeout(call.timeoutMs),
    });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new PrintNetworkUnavailable(call.network, `${call.operation}: ${transportReason(error)}`);
  }
  const { status } = response;
  if (status >= 500 || status === 429 || status === 408) {
    throw new PrintNetworkUnavailable(call.network, `${call.operation} answered ${status}`, {
      retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    });
  }
  return { status, bytes };
}

/** Only the kind of failure: addresses in the error's text may hold a document's key. */
function transportReason(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'no answer in time';
  return typeof cause?.code === 'string' ? `no connection (${cause.code})` : 'no connection';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** RFC 9110 §10.2.3: seconds or an HTTP date. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const instant = Date.parse(header);
  return Number.isNaN(instant) ? null : Math.max(0, instant - Date.now());
}
