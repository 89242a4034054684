import { z } from 'zod';
import { PayPalRefusal, PayPalUnavailable, PayPalUnknownOutcome } from './port.ts';
import { errorSchema, tokenSchema } from './wire.ts';

export interface PayPalHttpOptions {
  /** `https://api-m.paypal.com`, `https://api-m.sandbox.paypal.com` or a simulator; no trailing slash. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  fetch?: typeof fetch;
  /** For one HTTP exchange including its body. */
  timeoutMs?: number;
}

export interface PayPalCall<S extends z.ZodType> {
  /** For error messages: a name of ours, never data. */
  operation: string;
  method: 'GET' | 'POST';
  path: string;
  /** Idempotency key of a POST. */
  requestId?: string;
  body?: unknown;
  answer: S;
}

interface Exchange {
  status: number;
  headers: Headers;
  text: string;
}

const defaultTimeoutMs = 10_000;
/** A token is not used in its last minute, so that it does not expire on the way. */
const tokenMarginMs = 60_000;

/** Errors of `fetch` after which we know that the request never reached anybody. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

const thrownSchema = z.object({ cause: z.object({ code: z.string() }) });

/**
 * One conversation with PayPal: keeps the access token and sorts every failure into one of the three
 * errors of the port. Bodies are neither logged nor put into errors.
 */
export class PayPalHttp {
  readonly #baseUrl: string;
  readonly #authorization: string;
  readonly #fetch: typeof fetch;
  readonly #timeoutMs: number;
  #token: { value: string; usableUntil: number } | undefined;
  #tokenUnderWay: Promise<string> | undefined;

  constructor(options: PayPalHttpOptions) {
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    const credentials = `${options.clientId}:${options.clientSecret}`;
    this.#authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    this.#fetch = options.fetch ?? fetch;
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  }

  /** Calls PayPal and reads its answer. Throws the three errors of the port. */
  async call<S extends z.ZodType>(call: PayPalCall<S>): Promise<z.output<S>> {
    const token = await this.#accessToken();
    let exchange = await this.#exchange(call, token);
    if (exchange.status === 401) {
      // Revoked or expired early: one fresh token, then the answer stands.
      if (this.#token?.value === token) this.#token = undefined;
      exchange = await this.#exchange(call, await this.#accessToken());
    }
    if (exchange.status < 200 || exchange.status > 299) throw failureOf(call, exchange);

    const answer = call.answer.safeParse(parseJson(exchange.text));
    if (answer.success) return answer.data;
    throw unreadable(call);
  }

  async #exchange(call: PayPalCall<z.ZodType>, token: string): Promise<Exchange> {
    const headers: Record<string, string> = {
      Accept: 'application/json',
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      Prefer: 'return=representation',
    };
    if (call.requestId !== undefined) headers['PayPal-Request-Id'] = call.requestId;
    try {
      return await this.#send(call.path, {
        method: call.method,
        headers,
        ...(call.method === 'POST' && { body: JSON.stringify(call.body ?? {}) }),
      });
    } catch (cause) {
      if (call.method === 'GET' || wasNeverSent(cause)) {
        throw new PayPalUnavailable(`PayPal cannot be reached for ${call.operation}`, { cause });
      }
      throw new PayPalUnknownOutcome(`PayPal did not answer ${call.operation}`, { cause });
    }
  }

  async #send(path: string, init: RequestInit): Promise<Exchange> {
    const response = await this.#fetch(`${this.#baseUrl}${path}`, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Callers that need a token at the same time share one request for it. */
  #accessToken(): Promise<string> {
    if (this.#token && this.#token.usableUntil > Date.now()) {
      return Promise.resolve(this.#token.value);
    }
    this.#tokenUnderWay ??= this.#fetchToken().finally(() => {
      this.#tokenUnderWay = undefined;
    });
    return this.#tokenUnderWay;
  }

  async #fetchToken(): Promise<string> {
    let exchange: Exchange;
    try {
      exchange = await this.#send('/v1/oauth2/token', {
        method: 'POST',
        headers: {
          Accept: 'application/json',
          Authorization: this.#authorization,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      });
    } catch (cause) {
      throw new PayPalUnavailable('PayPal cannot be reached for a token', { cause });
    }
    const token =
      exchange.status === 200 ? tokenSchema.safeParse(parseJson(exchange.text)) : undefined;
    if (!token?.success) {
      // Wrong credentials land here too: the payment is not to blame, an operator mends them.
      throw new PayPalUnavailable(`PayPal gave no token, HTTP ${exchange.status}`, {
        retryAfterMs: retryAfterOf(exchange.headers),
      });
    }
    const usableMs = Math.max(token.data.expires_in * 1000 - tokenMarginMs, 0);
    this.#token = { value: token.data.access_token, usableUntil: Date.now() + usableMs };
    return this.#token.value;
  }
}

function failureOf(call: PayPalCall<z.ZodType>, exchange: Exchange): Error {
  const { status, headers } = exchange;
  if (status === 429 || status === 401 || (status >= 500 && call.method === 'GET')) {
    return new PayPalUnavailable(`PayPal answered ${call.operation} with HTTP ${status}`, {
      retryAfterMs: retryAfterOf(headers),
    });
  }
  // A 503 does not say that nothing was applied, and 409 is an earlier call with the same key.
  if (status >= 500 || status < 400 || status === 408 || status === 409) {
    return new PayPalUnknownOutcome(`PayPal answered ${call.operation} with HTTP ${status}`);
  }
  const error = errorSchema.safeParse(parseJson(exchange.text));
  const body = error.success ? error.data : undefined;
  return new PayPalRefusal({
    issue: machineWord(body?.details?.[0]?.issue ?? body?.name),
    httpStatus: status,
    debugId: body?.debug_id ?? headers.get('paypal-debug-id'),
  });
}

/** A GET changes nothing, so an answer nobody can read only means: ask again. */
export function unreadable(call: { operation: string; method: 'GET' | 'POST' }): Error {
  const message = `PayPal's answer to ${call.operation} cannot be read`;
  return call.method === 'GET' ? new PayPalUnavailable(message) : new PayPalUnknownOutcome(message);
}

/** Only constants of PayPal's reach our errors, never free text. */
function machineWord(issue: string | undefined): string {
  return issue !== undefined && /^[A-Z0-9_]{1,80}$/.test(issue) ? issue : 'UNKNOWN_ISSUE';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By shape, not by class: `fetch` can belong to another realm than we do, as under jest. */
function wasNeverSent(error: unknown): boolean {
  const thrown = thrownSchema.safeParse(error);
  return thrown.success && neverSent.has(thrown.data.cause.code);
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110). */
function retryAfterOf(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  return Number.isNaN(until) ? null : Math.max(until - Date.now(), 0);
}
