import { Router, json } from 'express';
import type { Request } from 'express';
import { z } from 'zod';
import type { Answer } from '../faulty-answer.ts';
import { attempt } from './api.ts';
import type { Authority } from './authority.ts';
import type { Desk, EventEntry } from './books.ts';
import { captureAgain, settleCapture } from './captures.ts';
import { approveOrder, cancelAddress, expireOrder, findOrder } from './orders.ts';
import { PayPalProblem } from './problem.ts';
import { settleRefund } from './refunds.ts';
import { forgeries } from './webhook-sender.ts';
import type { Forgery, WebhookSender } from './webhook-sender.ts';

export interface PayPalControlDeps {
  desk: Desk;
  sender: WebhookSender;
  authority: Promise<Authority>;
  stranger: () => Promise<Authority>;
  forgetTokens: () => void;
}

const scriptSchema = z.enum(['capture', 'capture-declined', 'capture-pending']);
const approveSchema = z.strictObject({ then: scriptSchema.default('capture') });
const nextCaptureSchema = z.strictObject({
  value: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional(),
  currency: z.string().length(3).optional(),
  status: z.enum(['COMPLETED', 'PENDING', 'DECLINED']).optional(),
});
const nextRefundSchema = z.strictObject({ status: z.enum(['COMPLETED', 'PENDING', 'FAILED']) });
const settleCaptureSchema = z.strictObject({
  outcome: z.enum(['complete', 'deny']),
  deniedAs: z.enum(['DECLINED', 'DENIED']).optional(),
});
const settleRefundSchema = z.strictObject({ outcome: z.enum(['complete', 'fail']) });
const resendSchema = z.strictObject({ times: z.int().min(1).max(20).default(1) });
const releaseSchema = z.strictObject({ order: z.enum(['as-held', 'reversed']).default('as-held') });
const addressSchema = z.strictObject({ url: z.url().nullable() });
const forgeSchema = z.strictObject({
  forgery: z.enum(Object.keys(forgeries) as [Forgery, ...Forgery[]]).default('wrong-signature'),
  /** The event to counterfeit: a real one by id, … */
  eventId: z.string().optional(),
  /** … or an invented one. */
  type: z.string().default('PAYMENT.CAPTURE.COMPLETED'),
  resource: z.record(z.string(), z.unknown()).optional(),
});

/** What a person or a test can do to the simulated PayPal, as JSON under `/paypal/control`. */
export function createPayPalControl(deps: PayPalControlDeps): Router {
  const { desk, sender } = deps;
  const router = Router();
  router.use(json());

  const post = (path: string, act: (request: Request) => Answer | Promise<Answer>) => {
    router.post(path, async (request, response) => {
      const answer = await act(request);
      await desk.ledger.saved();
      response.status(answer.status).send(answer.body ?? '');
    });
  };
  const done = (body: object = {}): Answer => ({ status: 200, body });

  post('/orders/:id/approve', (request) =>
    attempt(() => {
      const { then } = read(approveSchema, request);
      return done({ returnUrl: approveOrder(desk, idOf(request), then) });
    }),
  );
  post('/orders/:id/cancel', (request) =>
    attempt(() => done({ cancelUrl: cancelAddress(findOrder(desk, idOf(request))) })),
  );
  post('/orders/:id/expire', (request) =>
    attempt(() => {
      expireOrder(desk, findOrder(desk, idOf(request)));
      return done();
    }),
  );
  post('/orders/:id/capture-again', (request) =>
    attempt(() => done(captureAgain(desk, idOf(request)))),
  );

  post('/next-capture', (request) =>
    attempt(() => {
      const next = read(nextCaptureSchema, request);
      desk.ledger.change((books) => {
        books.nextCapture = next;
      });
      return done(next);
    }),
  );
  post('/next-refund', (request) =>
    attempt(() => {
      const next = read(nextRefundSchema, request);
      desk.ledger.change((books) => {
        books.nextRefundStatus = next.status;
      });
      return done(next);
    }),
  );
  post('/captures/:id/settle', (request) =>
    attempt(() => {
      const { outcome, deniedAs } = read(settleCaptureSchema, request);
      return done(settleCapture(desk, idOf(request), outcome, deniedAs));
    }),
  );
  post('/refunds/:id/settle', (request) =>
    attempt(() => {
      const { outcome } = read(settleRefundSchema, request);
      return done(settleRefund(desk, idOf(request), outcome));
    }),
  );
  post('/tokens/forget', () => {
    deps.forgetTokens();
    return done();
  });

  router.get('/events', (_request, response) => {
    response.json({ events: Object.values(desk.ledger.value.events) });
  });
  router.get('/authority.pem', async (_request, response) => {
    response.type('application/x-pem-file').send((await deps.authority).authorityPem);
  });
  post('/webhooks/address', (request) =>
    attempt(() => {
      sender.webhookUrl = read(addressSchema, request).url;
      return done({ url: sender.webhookUrl });
    }),
  );
  post('/webhooks/hold', () => {
    desk.ledger.change((books) => {
      books.holdsWebhooks = true;
    });
    return done();
  });
  post('/webhooks/release', (request) =>
    attemptLater(async () =>
      done({ released: await sender.release(read(releaseSchema, request).order) }),
    ),
  );
  post('/webhooks/forge', (request) =>
    attemptLater(async () => {
      const wanted = read(forgeSchema, request);
      const event = wanted.eventId === undefined ? inventEvent(wanted) : known(wanted.eventId);
      const answered = await sender.forge(event, wanted.forgery, await deps.stranger());
      return done({ eventId: event.id, answered });
    }),
  );
  post('/events/:id/resend', (request) =>
    attemptLater(async () => {
      const event = known(idOf(request));
      const { times } = read(resendSchema, request);
      const answered: (number | null)[] = [];
      for (let count = 0; count < times; count += 1) answered.push(await sender.resend(event));
      return done({ answered });
    }),
  );

  function known(id: string): EventEntry {
    const event = desk.ledger.value.events[id];
    if (!event) throw new PayPalProblem(404, 'INVALID_RESOURCE_ID');
    return event;
  }

  function inventEvent(wanted: z.infer<typeof forgeSchema>): EventEntry {
    return {
      id: 'WH-FORGED0000000000-FORGED00000000000',
      type: wanted.type,
      resourceType: 'capture',
      summary: 'Forged',
      resource: wanted.resource ?? { id: 'FORGED00000000000', status: 'COMPLETED' },
      createdAt: desk.now().toISOString(),
      state: 'unsent',
      attempts: [],
    };
  }
  return router;
}

async function attemptLater(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    return attempt(() => {
      throw error;
    });
  }
}

function read<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  const parsed = schema.safeParse(request.body ?? {});
  if (parsed.success) return parsed.data;
  throw new PayPalProblem(400, 'INVALID_REQUEST', { field: z.prettifyError(parsed.error) });
}

function idOf(request: Request): string {
  return String(request.params.id);
}
