import { PrintNetworkUnavailable } from './port.ts';
import type { PrintNetworkId } from './port.ts';

export interface PrintCall {
  network: PrintNetworkId;
  /** What the call does, for error messages. Never holds a key, a code or a token. */
  operation: string;
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: FormData | string;
  timeoutMs: number;
}

export interface PrintAnswer {
  /** 2xx or 4xx. */
  status: number;
  /** The parsed JSON; undefined when the answer had no body or, with 4xx, none that is JSON. */
  body: unknown;
}

/**
 * One HTTP call to a print network, one attempt, ended by `timeoutMs`.
 *
 * Throws `PrintNetworkUnavailable` for everything that says nothing about our document: no
 * connection, timeout, redirect, 408, 429, 5xx, and 2xx with a body that is not JSON.
 */
export async function callPrintNetwork(call: PrintCall): Promise<PrintAnswer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(call.url, {
      method: call.method,
      headers: { Accept: 'application/json', ...call.headers },
      body: call.body,
      redirect: 'error',
      signal: AbortSignal.timeout(call.timeoutMs),
    });
    text = await response.text();
  } catch (error) {
    throw new PrintNetworkUnavailable(call.network, `${call.operation}: ${transportReason(error)}`);
  }
  const { status } = response;
  if (status >= 500 || status === 429 || status === 408) {
    throw new PrintNetworkUnavailable(call.network, `${call.operation} answered ${status}`, {
      retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    });
  }
  const body = parseJson(text);
  if (response.ok && body === undefined && text !== '') {
    throw new PrintNetworkUnavailable(call.network, `${call.operation} answered no JSON`);
  }
  return { status, body };
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
