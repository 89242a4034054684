import { createHmac, timingSafeEqual } from 'node:crypto';
import { Router, raw } from 'express';
import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { newDigits } from '../cash-register/slip-book.ts';
import type { DepositEntry, SlipBook, SlipEntry } from '../cash-register/slip-book.ts';
import { faultyAnswer } from '../faulty-answer.ts';
import type { Answer } from '../faulty-answer.ts';
import type { Fault } from '../fault-book.ts';
import type { PartyContext } from '../party.ts';
import type { SmartPitSimulatorOptions } from './smart-pit.ts';

/** What faults can be set for; `notice` is what Smart Pit sends, the rest is what it is asked. */
export const smartPitOperations = ['issue', 'get', 'cancel', 'deposits', 'notice'] as const;
type Operation = Exclude<(typeof smartPitOperations)[number], 'notice'>;

const MOST_YEN = 300_000;
const MOST_DAYS = 60;
const DAY = 86_400_000;
const JAPAN = 9 * 3_600_000;
/** How far a request's timestamp may be from the real time, milliseconds. */
const TIMELY = 5 * 60_000;

const billRequestSchema = z.strictObject({
  key: z.string().min(1).max(100),
  amount: z.int().positive(),
  due: z.iso.datetime({ offset: true }),
  method: z.enum(['cash', 'transport_ic']),
  payer: z.string().max(40),
  item: z.string().max(60),
});

/** The contract of docs/providers/smart-pit.md, seen from the other side. */
export function createSmartPitApi(
  context: PartyContext,
  book: SlipBook,
  { merchant, secret }: SmartPitSimulatorOptions,
  saved: () => Promise<void>,
): Router {
  const router = Router();
  router.use(raw({ type: () => true, limit: '64kb' }));

  const operation = (
    name: Operation,
    act: (request: Request, fault: Fault | undefined) => Answer,
  ): RequestHandler =>
    faultyAnswer(context, {
      party: 'smart-pit',
      operation: name,
      act: async (request, fault) => {
        if (!isSigned(request, merchant, secret)) return refusal(401, 'signature');
        if (fault?.mode === 'refuse') {
          return refusal(
            422,
            typeof fault.detail.error === 'string' ? fault.detail.error : 'merchant_suspended',
          );
        }
        const answer = act(request, fault);
        await saved();
        return answer;
      },
    });

  const issue = (request: Request): Answer => {
    const parsed = billRequestSchema.safeParse(parseJson(bodyOf(request)));
    if (!parsed.success) return refusal(400, 'malformed');
    const { key, amount, due, method, payer, item } = parsed.data;
    const earlier = book.find(key);
    if (earlier) {
      if (earlier.amountYen !== amount) return refusal(409, 'key_used_otherwise');
      return { status: 200, body: billJson(book, earlier) };
    }
    const dueMs = Date.parse(due);
    if (amount > MOST_YEN) return refusal(422, 'amount_over_limit');
    if (dueMs <= context.now().getTime()) return refusal(422, 'due_passed');
    if (dueMs > context.now().getTime() + MOST_DAYS * DAY) return refusal(422, 'due_too_far');
    const number = newDigits(13, (digits) =>
      book.slips().some(({ reference }) => reference === digits),
    );
    const slip = book.add({
      ...{ key, method, payer, item },
      reference: number,
      amountYen: amount,
      dueAt: new Date(dueMs).toISOString(),
      numbers: [{ label: 'スマートピット番号', value: number }],
      extra: {},
    });
    return { status: 201, body: billJson(book, slip) };
  };

  router.post('/bills', operation('issue', issue));

  router.get(
    '/bills/:key',
    operation('get', (request) => {
      const slip = book.find(keyOf(request));
      return slip ? { status: 200, body: billJson(book, slip) } : refusal(404, 'unknown');
    }),
  );

  router.delete(
    '/bills/:key',
    operation('cancel', (request) => {
      const slip = book.find(keyOf(request));
      if (!slip) return refusal(404, 'unknown');
      if (book.standingYen(slip.key) > 0) return refusal(409, 'paid');
      if (book.stateOf(slip) === 'open') book.cancel(slip);
      return { status: 200, body: billJson(book, slip) };
    }),
  );

  router.get(
    '/deposits',
    operation('deposits', (request) => {
      const { date } = request.query;
      if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) {
        return refusal(400, 'malformed');
      }
      const keys = new Set([...book.slips().map(({ key }) => key), ...book.strayKeys()]);
      const deposits = [...keys]
        .flatMap((key) => book.depositsOf(key))
        .filter(({ paidAt }) => dayOf(paidAt) === date);
      return { status: 200, body: { deposits: deposits.map(depositJson) } };
    }),
  );
  return router;
}

export function depositJson(deposit: DepositEntry): object {
  const { id, key, amountYen: amount, kind, store, paidAt, reversedAt } = deposit;
  return { id, key, amount, currency: 'JPY', kind, store, paidAt, reversedAt };
}

function billJson(book: SlipBook, slip: SlipEntry): object {
  return {
    key: slip.key,
    number: slip.reference,
    amount: slip.amountYen,
    due: slip.dueAt,
    state: book.stateOf(slip),
    deposits: book.depositsOf(slip.key).map(depositJson),
  };
}

const dayOf = (instant: string) => new Date(Date.parse(instant) + JAPAN).toISOString().slice(0, 10);

function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

function bodyOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function isSigned(request: Request, merchant: string, secret: string): boolean {
  const timestamp = request.get('x-timestamp') ?? '';
  const age = Math.abs(Date.now() - Number(timestamp) * 1000);
  if (request.get('x-merchant') !== merchant || !(age <= TIMELY)) return false;
  const expected = createHmac('sha256', secret)
    .update(`${timestamp}.${request.method}.${request.url}.`)
    .update(bodyOf(request))
    .digest('hex');
  const given = request.get('x-signature') ?? '';
  return (
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
  );
}

const keyOf = (request: Request) => String(request.params.key);

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
