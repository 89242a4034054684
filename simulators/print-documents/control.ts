import { Router, json, urlencoded } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { BookValue, DocumentBook, StoredDocument } from './document-book.ts';
import { languageOf } from '../html.ts';
import type { Ledger } from '../ledger.ts';

export interface PrintControlDeps {
  ledger: Ledger<BookValue>;
  book: DocumentBook;
  now(): Date;
}

const duration = z.coerce.number().int().min(0);
const noDuration = z.union([z.null(), z.literal('')]).transform(() => null);
const selection = { document: z.string().optional() };
const instant = z
  .string()
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()), 'not an instant');

/**
 * What a person or a test can do to a print network, under `/<network>/control`. `document` names a
 * document by its id, its name, our key or its number; without it the newest living one is meant.
 */
export function createPrintControl({ ledger, book, now }: PrintControlDeps): Router {
  const router = Router();
  router.use(json(), urlencoded({ extended: false }));

  const onDocument = <S extends z.ZodRawShape>(
    path: string,
    shape: S,
    act: (document: StoredDocument, input: z.infer<z.ZodObject<S>>) => void,
  ): void => {
    const schema = z.object({ ...selection, ...shape });
    router.post(path, (request, response) => {
      const parsed = schema.safeParse(request.body ?? {});
      if (!parsed.success) {
        response.status(400).json({ error: z.prettifyError(parsed.error) });
        return;
      }
      const document = select(book.living(), (parsed.data as { document?: string }).document);
      if (!document) {
        response.status(404).json({ error: 'There is no such document.' });
        return;
      }
      act(document, parsed.data as z.infer<z.ZodObject<S>>);
      finish(request, response, document);
    });
  };
  const onNetwork = <T>(path: string, schema: z.ZodType<T>, act: (input: T) => void): void => {
    router.post(path, (request, response) => {
      const parsed = schema.safeParse(request.body ?? {});
      if (!parsed.success) {
        response.status(400).json({ error: z.prettifyError(parsed.error) });
        return;
      }
      act(parsed.data);
      finish(request, response, {});
    });
  };

  onDocument('/finish', {}, (document) => {
    book.change(document, { processedAt: now().toISOString() });
  });
  onDocument('/fail', { reason: z.string().min(1).default('1601') }, (document, { reason }) => {
    book.change(document, { processedAt: now().toISOString(), failure: reason });
  });
  onDocument('/lose', {}, (document) => {
    book.end(document, 'lost');
  });
  onDocument(
    '/printed-count',
    { count: z.union([noDuration, duration]) },
    (document, { count }) => {
      book.change(document, { reportedCount: count });
    },
  );
  onNetwork('/report-delay', z.object({ delayMs: duration }), ({ delayMs }) => {
    ledger.change((value) => (value.reportDelayMs = delayMs));
  });
  onNetwork(
    '/processing',
    z.object({ delayMs: z.union([noDuration, duration]) }),
    ({ delayMs }) => {
      ledger.change((value) => (value.processingMs = delayMs));
    },
  );
  onNetwork(
    '/maintenance',
    z.object({
      status: z.enum(['available', 'scheduled', 'emergency']),
      from: instant.optional(),
      until: instant.optional(),
    }),
    ({ status, from, until }) => {
      ledger.change((value) => {
        value.maintenance =
          status === 'available'
            ? null
            : {
                status,
                from: (from ?? now()).toISOString(),
                until: until?.toISOString() ?? null,
              };
      });
    },
  );
  return router;
}

function select(living: StoredDocument[], wanted: string | undefined): StoredDocument | undefined {
  if (wanted === undefined || wanted === '') return living.at(-1);
  const name = `${wanted.replaceAll(':', '~')}.pdf`;
  return living.findLast(
    ({ id, name: known, owner }) =>
      id === wanted || known === wanted || known === name || owner === wanted,
  );
}

/** A form of the network's page goes back to the page; everybody else gets JSON. */
function finish(request: Request, response: Response, body: object): void {
  if (request.is('urlencoded')) response.redirect(303, `../?lang=${languageOf(request.query)}`);
  else response.json(body);
}
