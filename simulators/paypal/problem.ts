import { randomBytes } from 'node:crypto';
import type { Answer } from '../faulty-answer.ts';
import type { Fault } from '../fault-book.ts';

/** A refusal of PayPal's, thrown by its acts and answered in its own shape. */
export class PayPalProblem extends Error {
  readonly status: number;
  readonly issue: string;
  readonly field: string | undefined;
  readonly links: { href: string; rel: string; method: string }[];

  constructor(
    status: number,
    issue: string,
    more: { field?: string; links?: { href: string; rel: string; method: string }[] } = {},
  ) {
    super(issue);
    this.status = status;
    this.issue = issue;
    this.field = more.field;
    this.links = more.links ?? [];
  }
}

const names: Record<number, string> = {
  400: 'INVALID_REQUEST',
  401: 'AUTHENTICATION_FAILURE',
  403: 'NOT_AUTHORIZED',
  404: 'RESOURCE_NOT_FOUND',
  409: 'RESOURCE_CONFLICT',
  422: 'UNPROCESSABLE_ENTITY',
  429: 'RATE_LIMIT_REACHED',
  503: 'SERVICE_UNAVAILABLE',
};

export function problemAnswer(problem: PayPalProblem): Answer {
  const debugId = randomBytes(7).toString('hex').slice(0, 13);
  return {
    status: problem.status,
    headers: { 'PayPal-Debug-Id': debugId },
    body: {
      name: names[problem.status] ?? 'INTERNAL_SERVER_ERROR',
      message: 'The simulated PayPal did not do this.',
      debug_id: debugId,
      details: [
        {
          ...(problem.field !== undefined && { field: problem.field, location: 'body' }),
          issue: problem.issue,
          description: `Simulated: ${problem.issue}`,
        },
      ],
      links: problem.links,
    },
  };
}

/** The body of a fault with a status; `detail.retryAfterSeconds` becomes `Retry-After`. */
export function failureAnswer(fault: Fault): Answer {
  const answer = problemAnswer(
    new PayPalProblem(fault.status, names[fault.status] ?? 'INTERNAL_SERVER_ERROR'),
  );
  const { retryAfterSeconds } = fault.detail;
  return typeof retryAfterSeconds === 'number'
    ? { ...answer, headers: { ...answer.headers, 'Retry-After': String(retryAfterSeconds) } }
    : answer;
}
