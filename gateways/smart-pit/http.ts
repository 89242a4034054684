import type { z } from 'zod';
import { CashProviderUnavailable } from '../cash/port.ts';
import { signatureOf } from './signature.ts';

export interface SmartPitOptions {
  /** Where `/bills` and `/deposits` are; a slash at its end is ignored. */
  baseUrl: string;
  /** Our name there. */
  merchant: string;
  secret: string;
  /** For one HTTP exchange including its body. Default 10 seconds. */
  timeoutMs?: number;
}

export interface SmartPitCall {
  /** For error messages: a name of ours, never data. */
  operation: string;
  method: 'GET' | 'POST' | 'DELETE';
  /** Below the base address, with its query. */
  target: string;
  body?: object;
}

export interface SmartPitAnswer {
  status: number;
  /** Parsed JSON; undefined where it is none. */
  body: unknown;
}

const provider = 'smart-pit';

/**
 * One signed call, one attempt. Every call of the contract can be repeated, so whatever does not tell about our bill
 * (no connection, timeout, 401, 403, 408, 429, 5xx) is one and the same: not available.
 * @throws CashProviderUnavailable
 */
export async function callSmartPit(
  { baseUrl, merchant, secret, timeoutMs = 10_000 }: SmartPitOptions,
  { operation, method, target, body }: SmartPitCall,
): Promise<SmartPitAnswer> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const timestamp = String(Math.floor(Date.now() / 1000));
  let status: number;
  let answered: string;
  try {
    const response = await fetch(`${baseUrl.replace(/\/+$/, '')}${target}`, {
      method,
      headers: {
        Accept: 'application/json',
        'X-Merchant': merchant,
        'X-Timestamp': timestamp,
        'X-Signature': signatureOf(secret, [timestamp, method, target, text]),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: text }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    answered = await response.text();
  } catch (cause) {
    throw new CashProviderUnavailable(provider, `no answer to ${operation}`, { cause });
  }
  if (status >= 500 || [401, 403, 408, 429].includes(status)) {
    throw new CashProviderUnavailable(provider, `${operation} answered ${status}`);
  }
  return { status, body: parseJson(answered) };
}

/** @throws CashProviderUnavailable when the answer is not a good one, or nobody can read it */
export function understand<S extends z.ZodType>(
  operation: string,
  { status, body }: SmartPitAnswer,
  schema: S,
): z.output<S> {
  const parsed = status >= 200 && status < 300 ? schema.safeParse(body) : undefined;
  if (parsed?.success) return parsed.data;
  throw new CashProviderUnavailable(
    provider,
    `the answer to ${operation} (${status}) is not understood`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
