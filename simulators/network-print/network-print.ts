import { dirname, join } from 'node:path';
import { Router } from 'express';
import { openLedger } from '../ledger.ts';
import type { Party, PartyContext } from '../party.ts';
import { createPrintControl } from '../print-documents/control.ts';
import { readNumber } from '../print-documents/copier-desk.ts';
import type { CopierDesk } from '../print-documents/copier-desk.ts';
import { DocumentBook } from '../print-documents/document-book.ts';
import { documentsPage } from '../print-documents/documents-page.ts';
import { PdfStore } from '../print-documents/pdf-store.ts';
import type { NetworkPrintValue } from './guest-logins.ts';
import { createNwpsApi, networkPrintOperations } from './nwps-api.ts';

export interface NetworkPrintSimulatorOptions {
  appKey: string;
  /** Milliseconds (town's clock) a transfer takes; 0 = at once, null = by hand. Default 3000. */
  processingMs?: number | null;
  /** Largest document in bytes. Default 10 MiB; the real limit is not known. */
  maxBytes?: number;
}

export type NetworkPrintParty = Party & { desk: CopierDesk };

/** Sharp's network print service, the network behind the copiers of FamilyMart and Lawson. */
export function createNetworkPrint(
  context: PartyContext,
  options: NetworkPrintSimulatorOptions,
): NetworkPrintParty {
  const { processingMs = 3000 } = options;
  const ledger = openLedger<NetworkPrintValue>(context.ledgerFile, {
    logins: [],
    documents: [],
    processingMs,
    reportDelayMs: 0,
    maintenance: null,
  });
  const pdfs = new PdfStore(
    context.ledgerFile && join(dirname(context.ledgerFile), 'network-print-documents'),
  );
  const now = (): Date => context.now();
  const book = new DocumentBook({ ledger, pdfs, now });
  const title = { ja: 'ネットワークプリント', en: 'Network print' };

  const router = Router();
  router.use('/nwpsapi/v2', createNwpsApi(context, ledger, book, options));
  router.use('/control', createPrintControl({ ledger, book, now }));
  router.get(
    '/',
    documentsPage({
      title,
      book,
      copierPath: '/copier/familymart',
      numberOf: ({ owner }) => owner,
    }),
  );

  return {
    name: 'network-print',
    title,
    operations: networkPrintOperations,
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
        return book.lookUp(({ owner }) => owner === number);
      },
      print: (order) => {
        const number = readNumber(order.number);
        return book.print(order, ({ owner }) => owner === number);
      },
      pdf: (documentId) => (book.find(documentId) ? pdfs.get(documentId) : null),
    },
  };
}
