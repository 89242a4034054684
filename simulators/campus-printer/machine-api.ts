import { randomInt, randomUUID } from 'node:crypto';
import { Router, raw } from 'express';
import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { faultyAnswer } from '../faulty-answer.ts';
import type { Answer, Operation } from '../faulty-answer.ts';
import type { Ledger } from '../ledger.ts';
import type { PartyContext } from '../party.ts';
import type { DocumentBook, StoredDocument } from '../print-documents/document-book.ts';
import { inspectPdf } from '../print-documents/pdf.ts';
import { retryAfter, secondsUntil } from '../print-documents/retry-after.ts';
import type { CampusPrinterSimulatorOptions, CampusPrinterValue } from './campus-printer.ts';

export const campusPrinterOperations = ['register', 'ask', 'remove', 'service'] as const;

const querySchema = z.object({
  group: z.string().min(1).max(120),
  copies: z.coerce.number().int().min(1).max(999),
  colour: z.enum(['monochrome', 'colour']),
  expires_at: z.iso.datetime({ offset: true }),
});

interface MachineDeps extends CampusPrinterSimulatorOptions {
  ledger: Ledger<CampusPrinterValue>;
  book: DocumentBook;
}

/** The service before the machine, as docs/providers/campus-printer.md asks for it. */
export function createMachineApi(
  context: PartyContext,
  { ledger, book, key, maxBytes = 10 * 1024 * 1024 }: MachineDeps,
): Router {
  const router = Router();
  const operation = (
    name: (typeof campusPrinterOperations)[number],
    act: Operation['act'],
  ): RequestHandler =>
    faultyAnswer(context, {
      party: 'campus-printer',
      operation: name,
      failure: (fault) => busyOrBroken(fault.status, fault.detail.retryAfterSeconds),
      act: (request, fault) => {
        if (request.get('authorization') !== `Bearer ${key}`) return refusal(401, 'unknown key');
        const maintenance = name === 'service' ? null : book.maintenance();
        if (maintenance) return busyOrBroken(503, secondsUntil(maintenance.until, context.now()));
        return act(request, fault);
      },
    });
  const find = (request: Request): StoredDocument | undefined =>
    book.living().find(({ name }) => name === request.params.name);
  const numberOf = (group: string): string => {
    const known = ledger.value.numbers[group];
    if (known !== undefined) return known;
    const taken = Object.values(ledger.value.numbers);
    let number: string;
    do number = String(randomInt(100_000_000)).padStart(8, '0');
    while (taken.includes(number));
    ledger.change(({ numbers }) => (numbers[group] = number));
    return number;
  };
  const answerOf = (document: StoredDocument, status = 200): Answer => ({
    status,
    body: {
      state: book.stateOf(document),
      code: document.owner,
      printed: book.reportedCount(document),
      expires_at: document.expiresAt,
      reason: book.stateOf(document) === 'failed' ? document.failure : null,
    },
  });

  router.get(
    '/service',
    operation('service', () => {
      const window = book.maintenance();
      return { status: 200, body: { status: window?.status ?? 'available', until: window?.until } };
    }),
  );
  router.put(
    '/documents/:name',
    raw({ type: 'application/pdf', limit: '40mb' }),
    operation('register', async (request, fault) => {
      if (fault?.mode === 'refuse') {
        const { resultCode } = fault.detail;
        return refusal(422, typeof resultCode === 'string' ? resultCode : 'refused');
      }
      const query = querySchema.safeParse(request.query);
      const pdf: unknown = request.body;
      if (!query.success || !Buffer.isBuffer(pdf)) return refusal(400, 'not understood');
      if (pdf.byteLength > maxBytes) return refusal(413, 'too large');
      if (pdf.subarray(0, 5).toString('latin1') !== '%PDF-') return refusal(415, 'no PDF');
      const inspection = await inspectPdf(pdf);
      const earlier = find(request);
      if (earlier) return answerOf(earlier);
      const { group, copies, colour, expires_at: expiresAt } = query.data;
      const id = randomUUID();
      const owner = numberOf(group);
      ledger.change(({ limits }) => (limits[id] = copies));
      const document = book.add({
        id,
        owner,
        name: String(request.params.name),
        pdf: Uint8Array.from(pdf),
        inspection,
        failure: 'not printable',
        colour,
        expiresAt: new Date(expiresAt),
      });
      return answerOf(document, 201);
    }),
  );
  router.get(
    '/documents/:name',
    operation('ask', (request) => {
      const document = find(request);
      return document ? answerOf(document) : refusal(404, 'no such document');
    }),
  );
  router.delete(
    '/documents/:name',
    operation('remove', (request) => {
      const document = find(request);
      if (!document) return refusal(404, 'no such document');
      book.end(document, 'removed');
      return { status: 204 };
    }),
  );
  return router;
}

function refusal(status: number, reason: string): Answer {
  return { status, body: { reason } };
}

function busyOrBroken(status: number, seconds: unknown): Answer {
  return { ...refusal(status, 'not available'), headers: retryAfter(status, seconds) };
}
