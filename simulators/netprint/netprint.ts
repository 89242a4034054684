import { dirname, join } from 'node:path';
import { Router } from 'express';
import { openLedger } from '../ledger.ts';
import type { Party, PartyContext } from '../party.ts';
import { createPrintControl } from '../print-documents/control.ts';
import { readNumber } from '../print-documents/copier-desk.ts';
import type { CopierDesk } from '../print-documents/copier-desk.ts';
import { DocumentBook } from '../print-documents/document-book.ts';
import type { BookValue } from '../print-documents/document-book.ts';
import { documentsPage } from '../print-documents/documents-page.ts';
import { PdfStore } from '../print-documents/pdf-store.ts';
import { createNetprintApi, netprintOperations } from './web-api.ts';

export interface NetprintSimulatorOptions {
  user: string;
  password: string;
  /** Milliseconds (town's clock) a conversion takes; 0 = at once, null = by hand. Default 3000. */
  processingMs?: number | null;
  /** Largest document in bytes. Default 10 MiB; the real limit is not known. */
  maxBytes?: number;
}

export type NetprintParty = Party & { desk: CopierDesk };

/** netprint (FUJIFILM Business Innovation), the network behind 7-Eleven's copiers. */
export function createNetprint(
  context: PartyContext,
  options: NetprintSimulatorOptions,
): NetprintParty {
  const { processingMs = 3000 } = options;
  const ledger = openLedger<BookValue>(context.ledgerFile, {
    documents: [],
    processingMs,
    reportDelayMs: 0,
    maintenance: null,
  });
  const pdfs = new PdfStore(
    context.ledgerFile && join(dirname(context.ledgerFile), 'netprint-documents'),
  );
  const now = (): Date => context.now();
  const book = new DocumentBook({ ledger, pdfs, now });
  const title = { ja: 'ネットプリント', en: 'netprint' };

  const router = Router();
  router.use('/usr/webservice/api/core', createNetprintApi(context, book, options));
  router.use('/control', createPrintControl({ ledger, book, now }));
  router.get(
    '/',
    documentsPage({ title, book, copierPath: '/copier/seven-eleven', numberOf: ({ id }) => id }),
  );

  return {
    name: 'netprint',
    title,
    operations: netprintOperations,
    router,
    ledger: () => ({ ...ledger.value, documents: book.all() }),
    reset: () => {
      pdfs.clear();
      ledger.reset();
    },
    stop: () => ledger.saved(),
    desk: {
      lookUp: (typed) => {
        const number = readNumber(typed);
        return book.lookUp(({ id }) => id === number);
      },
      print: (order) => {
        const number = readNumber(order.number);
        return book.print(order, ({ id }) => id === number);
      },
      pdf: (documentId) => (book.find(documentId) ? pdfs.get(documentId) : null),
    },
  };
}
