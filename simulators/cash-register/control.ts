import { Router, json } from 'express';
import type { Request } from 'express';
import { z } from 'zod';
import type { NoticeSender } from '../notice-sender.ts';
import type { SlipBook } from './slip-book.ts';

export interface CashControlOptions {
  book: SlipBook;
  sender: NoticeSender;
  saved(): Promise<void>;
  /** Sends a false notice; resolves with what was answered. */
  forge(forgery: string, changes: Record<string, unknown>): Promise<number | string | null>;
  forgeries: readonly string[];
}

const paymentSchema = z.strictObject({
  amountYen: z.int().positive().optional(),
  store: z.string().optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  kind: z.enum(['provisional', 'final']).optional(),
  force: z.boolean().optional(),
});
const strayPaymentSchema = paymentSchema.extend({ key: z.string().min(1) });
const releaseSchema = z.strictObject({ order: z.enum(['as-held', 'reversed']).default('as-held') });
const resendSchema = z.strictObject({
  times: z.int().min(1).max(50).default(1),
  atOnce: z.boolean().default(false),
});
const addressSchema = z.strictObject({ url: z.url().nullable() });

/** A control answered with an error. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What a person or a test can do to a party that takes cash, as JSON under `/<party>/control`. */
export function createCashControl(options: CashControlOptions): Router {
  const { book, sender } = options;
  const router = Router();
  router.use(json());

  const post = (path: string, act: (request: Request) => object | Promise<object>) => {
    router.post(path, async (request, response) => {
      try {
        const body = await act(request);
        await options.saved();
        response.json(body);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        response.status(error.status).json({ error: error.message });
      }
    });
  };

  /** Somebody pays at a store. */
  post('/slips/:key/pay', (request) => {
    const slip = book.find(nameIn(request, 'key'));
    if (!slip) throw new Refused(404, 'unknown');
    return pay(slip.key, read(paymentSchema, request));
  });
  /** Money for a key that was never issued. */
  post('/stray-payment', (request) => {
    const { key, ...payment } = read(strayPaymentSchema, request);
    return pay(key, { ...payment, force: true });
  });
  post('/slips/:key/expire', (request) => {
    const slip = book.find(nameIn(request, 'key'));
    if (!slip) throw new Refused(404, 'unknown');
    book.expire(slip);
    return slip;
  });
  post('/deposits/:id/final', (request) => {
    const deposit = depositIn(request);
    book.finalise(deposit);
    return deposit;
  });
  post('/deposits/:id/reverse', (request) => {
    const deposit = depositIn(request);
    if (!book.reverse(deposit)) throw new Refused(409, 'final');
    return deposit;
  });

  router.get('/notices', (_request, response) => {
    response.json({ notices: sender.all() });
  });
  post('/notices/address', (request) => {
    sender.url = read(addressSchema, request).url;
    return { url: sender.url };
  });
  post('/notices/hold', () => {
    sender.hold();
    return {};
  });
  post('/notices/release', async (request) => ({
    released: await sender.release(read(releaseSchema, request).order),
  }));
  post('/notices/lose', () => ({ lost: sender.lose() }));
  post('/notices/forge', async (request) => {
    const { forgery, changes } = read(
      z.strictObject({
        forgery: z.enum(options.forgeries),
        changes: z.record(z.string(), z.unknown()).default({}),
      }),
      request,
    );
    return { answered: await options.forge(forgery, changes) };
  });
  post('/notices/:id/resend', async (request) => {
    const notice = sender.find(nameIn(request, 'id'));
    if (!notice) throw new Refused(404, 'unknown');
    const { times, atOnce } = read(resendSchema, request);
    const answered: (number | null)[] = [];
    const send = async () => answered.push((await sender.resend(notice)).status);
    if (atOnce) await Promise.all(Array.from({ length: times }, send));
    else for (let count = 0; count < times; count += 1) await send();
    return { answered };
  });

  function pay(key: string, { at, ...payment }: z.infer<typeof paymentSchema>): object {
    const outcome = book.pay(key, { ...payment, at: at === undefined ? undefined : new Date(at) });
    if (typeof outcome === 'string') throw new Refused(409, outcome);
    return outcome;
  }

  function depositIn(request: Request) {
    const deposit = book.deposit(nameIn(request, 'id'));
    if (!deposit) throw new Refused(404, 'unknown');
    return deposit;
  }
  return router;
}

function read<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  const parsed = schema.safeParse(request.body ?? {});
  if (parsed.success) return parsed.data;
  throw new Refused(400, z.prettifyError(parsed.error));
}

const nameIn = (request: Request, name: string) => String(request.params[name]);
