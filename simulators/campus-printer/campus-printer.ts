import { dirname, join } from 'node:path';
import { Router } from 'express';
import { openLedger } from '../ledger.ts';
import type { Party, PartyContext } from '../party.ts';
import { createPrintControl } from '../print-documents/control.ts';
import { readNumber } from '../print-documents/copier-desk.ts';
import type { CopierDesk } from '../print-documents/copier-desk.ts';
import { DocumentBook } from '../print-documents/document-book.ts';
import type { BookValue, StoredDocument } from '../print-documents/document-book.ts';
import { documentsPage } from '../print-documents/documents-page.ts';
import { PdfStore } from '../print-documents/pdf-store.ts';
import { campusPrinterOperations, createMachineApi } from './machine-api.ts';

export interface CampusPrinterSimulatorOptions {
  key: string;
  /** Milliseconds (town's clock) a conversion takes; 0 = at once, null = by hand. Default 3000. */
  processingMs?: number | null;
  /** Largest document in bytes. Default 10 MiB. */
  maxBytes?: number;
}

export interface CampusPrinterValue extends BookValue {
  /** The number of each group. */
  numbers: Record<string, string>;
  /** Copies that may be printed, by the document's id. */
  limits: Record<string, number>;
}

export type CampusPrinterParty = Party & { desk: CopierDesk };

/** A university's own machine for certificates, with the service before it. */
export function createCampusPrinter(
  context: PartyContext,
  options: CampusPrinterSimulatorOptions,
): CampusPrinterParty {
  const { processingMs = 3000 } = options;
  const ledger = openLedger<CampusPrinterValue>(context.ledgerFile, {
    documents: [],
    numbers: {},
    limits: {},
    processingMs,
    reportDelayMs: 0,
    maintenance: null,
  });
  const pdfs = new PdfStore(
    context.ledgerFile && join(dirname(context.ledgerFile), 'campus-printer-documents'),
  );
  const now = (): Date => context.now();
  const book = new DocumentBook({ ledger, pdfs, now });
  const title = { ja: '学内の証明書発行機', en: 'Campus certificate machine' };

  const router = Router();
  router.use('/v1', createMachineApi(context, { ledger, book, ...options }));
  router.use('/control', createPrintControl({ ledger, book, now }));
  router.get(
    '/',
    documentsPage({
      title,
      book,
      copierPath: '/copier/campus-machine',
      numberOf: ({ owner }) => owner,
    }),
  );

  const copiesLeft = ({ id, prints }: StoredDocument) =>
    (ledger.value.limits[id] ?? 0) - prints.reduce((sum, { copies }) => sum + copies, 0);

  return {
    name: 'campus-printer',
    title,
    operations: campusPrinterOperations,
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
        return book.lookUp((document) => document.owner === number && copiesLeft(document) > 0);
      },
      print: (order) => {
        const number = readNumber(order.number);
        const document = book.find(order.documentId);
        if (document && copiesLeft(document) < order.copies) return { outcome: 'removed' };
        return book.print(order, ({ owner }) => owner === number);
      },
      pdf: (documentId) => (book.find(documentId) ? pdfs.get(documentId) : null),
    },
  };
}
