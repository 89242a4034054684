import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultBook } from '../fault-book.ts';
import { createNetprint } from '../netprint/netprint.ts';
import type { NetprintParty } from '../netprint/netprint.ts';
import { openLedger } from '../ledger.ts';
import { DocumentBook } from './document-book.ts';
import type { BookValue } from './document-book.ts';
import { PdfStore } from './pdf-store.ts';
import { samplePdf } from './sample-pdf.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'print-documents-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = (): NetprintParty =>
  createNetprint(
    {
      publicUrl: 'http://127.0.0.1',
      ledgerFile: join(folder, 'netprint.json'),
      faults: new FaultBook(),
      now: () => new Date('2026-11-21T10:00:00Z'),
    },
    { user: 'user', password: 'password' },
  );

it('keeps documents, prints and removals over a restart of the town', async () => {
  const pdf = await samplePdf(1);
  const ledger = openLedger<BookValue>(join(folder, 'netprint.json'), {
    documents: [],
    processingMs: 0,
    reportDelayMs: 0,
    maintenance: null,
  });
  const book = new DocumentBook({
    ledger,
    pdfs: new PdfStore(join(folder, 'netprint-documents')),
    now: () => new Date('2026-11-21T09:00:00Z'),
  });
  for (const id of ['AAAA2222', 'BBBB3333']) {
    book.add({
      id,
      owner: 'user',
      name: `${id}.pdf`,
      pdf,
      inspection: { printable: true, pages: 1 },
      failure: '1601',
      colour: 'monochrome',
      expiresAt: new Date('2026-11-28T14:59:00Z'),
    });
  }
  const removed = book.find('BBBB3333');
  if (removed) book.end(removed, 'removed');
  await ledger.saved();

  const { desk } = open();
  expect(desk.lookUp('BBBB3333')).toEqual({ outcome: 'removed' });
  expect(await readdir(join(folder, 'netprint-documents'))).toEqual(['AAAA2222.pdf']);
  const printed = desk.print({
    number: 'AAAA2222',
    documentId: 'AAAA2222',
    copies: 1,
    colour: 'monochrome',
    feeYen: 20,
    chain: 'seven-eleven',
  });
  expect(printed.outcome === 'printed' && new Uint8Array(printed.pdf)).toEqual(pdf);
});

it('forgets everything on reset, the files too', async () => {
  new PdfStore(join(folder, 'netprint-documents')).put('AAAA2222', await samplePdf(1));
  const party = open();
  party.reset();
  await party.stop?.();
  expect(await readdir(folder)).toEqual(['netprint.json']);
});
