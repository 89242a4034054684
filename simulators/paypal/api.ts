import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Router, json, urlencoded } from 'express';
import type { Request, RequestHandler } from 'express';
import { faultyAnswer } from '../faulty-answer.ts';
import type { Answer } from '../faulty-answer.ts';
import type { Fault } from '../fault-book.ts';
import type { PartyContext } from '../party.ts';
import type { Desk } from './books.ts';
import { captureAgain, captureOrder, findCapture } from './captures.ts';
import { applyOnce } from './idempotency.ts';
import { createOrder, findOrder } from './orders.ts';
import { PayPalProblem, failureAnswer, problemAnswer } from './problem.ts';
import { findRefund, refundCapture } from './refunds.ts';
import { captureJson, orderJson, refundJson } from './representation.ts';
import { transactionsJson } from './transactions.ts';

/** What faults can be set for; `webhook` is what PayPal sends, the rest is what it is asked. */
export const payPalOperations = [
  'token',
  'create-order',
  'get-order',
  'capture',
  'get-capture',
  'refund',
  'get-refund',
  'list-transactions',
  'webhook',
] as const;
type Operation = Exclude<(typeof payPalOperations)[number], 'webhook'>;

/** What `refuse` means when its `detail.issue` does not say. */
const usualRefusals: Record<Operation, [status: number, issue: string]> = {
  token: [401, 'INVALID_CLIENT'],
  'create-order': [422, 'PAYEE_ACCOUNT_RESTRICTED'],
  'get-order': [404, 'INVALID_RESOURCE_ID'],
  capture: [422, 'INSTRUMENT_DECLINED'],
  'get-capture': [404, 'INVALID_RESOURCE_ID'],
  refund: [422, 'REFUND_NOT_ALLOWED'],
  'get-refund': [404, 'INVALID_RESOURCE_ID'],
  'list-transactions': [403, 'NOT_AUTHORIZED'],
};

const tokenSeconds = 32_400;

export interface ApiOptions {
  context: PartyContext;
  desk: Desk;
  clientId: string;
  clientSecret: string;
}

export interface Api {
  router: Router;
  /** Every access token given out so far stops working. */
  forgetTokens(): void;
}

/** PayPal's REST interface: OAuth 2 token, Orders v2, Payments v2. */
export function createApi({ context, desk, clientId, clientSecret }: ApiOptions): Api {
  const tokens = new Map<string, number>();
  const router = Router();
  router.use(json());

  type Act = (request: Request, fault: Fault | undefined) => Answer;

  function operation(name: Operation, act: Act): RequestHandler {
    return faultyAnswer(context, {
      party: 'paypal',
      operation: name,
      failure: failureAnswer,
      act: async (request, fault) => {
        const answer = attempt(() => {
          if (fault?.mode === 'refuse') throw refusal(name, fault);
          return act(request, fault);
        });
        await desk.ledger.saved();
        return answer;
      },
    });
  }

  function signedIn(act: Act): Act {
    return (request, fault) => {
      const token = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
      const until = token === undefined ? undefined : tokens.get(token);
      if (until === undefined || until <= desk.now().getTime()) {
        throw new PayPalProblem(401, 'INVALID_TOKEN');
      }
      return act(request, fault);
    };
  }

  router.post(
    '/v1/oauth2/token',
    urlencoded({ extended: false }),
    operation('token', (request) => {
      const expected = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
      if (!isSame(request.get('authorization') ?? '', `Basic ${expected}`)) {
        throw new PayPalProblem(401, 'INVALID_CLIENT');
      }
      const body = request.body as { grant_type?: string } | undefined;
      if (body?.grant_type !== 'client_credentials') {
        throw new PayPalProblem(400, 'UNSUPPORTED_GRANT_TYPE');
      }
      const token = `A21AA${randomBytes(32).toString('base64url')}`;
      tokens.set(token, desk.now().getTime() + tokenSeconds * 1000);
      return {
        status: 200,
        body: { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds },
      };
    }),
  );

  router.post(
    '/v2/checkout/orders',
    operation(
      'create-order',
      signedIn((request) => {
        const requestId = request.get('paypal-request-id');
        const body = request.body as { payment_source?: unknown } | undefined;
        if (requestId === undefined && body?.payment_source !== undefined) {
          throw new PayPalProblem(400, 'PAYPAL_REQUEST_ID_REQUIRED');
        }
        const { id, repeated } = applyOnce(
          desk,
          { operation: 'create-order', requestId, body },
          () => createOrder(desk, body),
        );
        return { status: repeated ? 200 : 201, body: orderJson(desk, findOrder(desk, id)) };
      }),
    ),
  );

  router.get(
    '/v2/checkout/orders/:id',
    operation(
      'get-order',
      signedIn((request) => ({
        status: 200,
        body: orderJson(desk, findOrder(desk, idOf(request))),
      })),
    ),
  );

  router.post(
    '/v2/checkout/orders/:id/capture',
    operation(
      'capture',
      signedIn((request, fault) => {
        const orderId = idOf(request);
        const { repeated } = applyOnce(
          desk,
          {
            operation: 'capture',
            requestId: request.get('paypal-request-id'),
            body: [orderId, request.body],
          },
          () => {
            const { id } = captureOrder(desk, orderId);
            if (fault?.mode === 'twice') captureAgain(desk, orderId);
            return id;
          },
        );
        return { status: repeated ? 200 : 201, body: orderJson(desk, findOrder(desk, orderId)) };
      }),
    ),
  );

  router.get(
    '/v2/payments/captures/:id',
    operation(
      'get-capture',
      signedIn((request) => ({
        status: 200,
        body: captureJson(desk, findCapture(desk, idOf(request))),
      })),
    ),
  );

  router.post(
    '/v2/payments/captures/:id/refund',
    operation(
      'refund',
      signedIn((request) => {
        const captureId = idOf(request);
        const { id, repeated } = applyOnce(
          desk,
          {
            operation: 'refund',
            requestId: request.get('paypal-request-id'),
            body: [captureId, request.body],
          },
          () => refundCapture(desk, captureId, request.body),
        );
        return { status: repeated ? 200 : 201, body: refundJson(desk, findRefund(desk, id)) };
      }),
    ),
  );

  router.get(
    '/v2/payments/refunds/:id',
    operation(
      'get-refund',
      signedIn((request) => ({
        status: 200,
        body: refundJson(desk, findRefund(desk, idOf(request))),
      })),
    ),
  );

  router.get(
    '/v1/reporting/transactions',
    operation(
      'list-transactions',
      signedIn((request) => ({
        status: 200,
        body: transactionsJson(desk, {
          from: instantIn(request, 'start_date'),
          to: instantIn(request, 'end_date'),
          page: Number(request.query.page ?? 1),
          pageSize: Number(request.query.page_size ?? 100),
        }),
      })),
    ),
  );

  return { router, forgetTokens: () => tokens.clear() };
}

/** Answers a problem in PayPal's shape; anything else is a mistake of the town's own. */
export function attempt(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    if (error instanceof PayPalProblem) return problemAnswer(error);
    throw error;
  }
}

function refusal(name: Operation, fault: Fault): PayPalProblem {
  const [status, issue] = usualRefusals[name];
  const wanted = fault.detail.issue;
  return new PayPalProblem(status, typeof wanted === 'string' ? wanted : issue);
}

function instantIn(request: Request, name: string): number {
  const given = request.query[name];
  const instant = typeof given === 'string' ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(instant)) throw new PayPalProblem(400, 'INVALID_PARAMETER_VALUE');
  return instant;
}

function idOf(request: Request): string {
  return String(request.params.id);
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
