import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Router, json, urlencoded } from 'express';
import type { Response } from 'express';
import { z } from 'zod';
import { languageOf } from '../html.ts';
import { openLedger } from '../ledger.ts';
import type { Party, PartyContext } from '../party.ts';
import { PdfStore } from '../print-documents/pdf-store.ts';
import { chainIds, createChains } from './chains.ts';
import type { Chain, CopierNetworks } from './chains.ts';
import { CopyMachine, mostCopies } from './machine.ts';
import type { CopierValue } from './machine.ts';
import { PageImages } from './page-images.ts';
import { chainScreen, numberScreen, sheetsScreen } from './pages.ts';
import { serveSitting } from './sitting.ts';

const styleSheet = fileURLToPath(new URL('./copier.css', import.meta.url));
const previewDpi = 60;
const sheetDpi = 110;

const controlSchema = z.strictObject({
  chain: z.enum(chainIds),
  number: z.string(),
  copies: z.int().min(1).max(mostCopies).default(1),
  colour: z.enum(['monochrome', 'colour']).default('monochrome'),
  /** Id of one of several documents behind a user number; the first without it. */
  document: z.string().optional(),
});

/** The multifunction copier of a convenience store, as a page and under `/copier/control`. */
export function createCopier(context: PartyContext, networks: CopierNetworks): Party {
  const ledger = openLedger<CopierValue>(context.ledgerFile, { prints: [] });
  const pdfs = new PdfStore(
    context.ledgerFile && join(dirname(context.ledgerFile), 'copier-prints'),
  );
  const images = new PageImages();
  const machine = new CopyMachine(context, ledger, pdfs);
  const chains = createChains(networks);
  const chainOf = (id: string): Chain | undefined => chains.find((chain) => chain.id === id);

  const router = Router();
  router.get('/copier.css', (_request, response) => {
    response.sendFile(styleSheet);
  });
  router.get('/', (request, response) => {
    response.send(chainScreen(languageOf(request.query), chains));
  });

  router.post('/control/print', json(), async (request, response) => {
    const parsed = controlSchema.safeParse(request.body);
    const chain = parsed.success && chainOf(parsed.data.chain);
    if (!parsed.success || !chain) {
      response.status(400).json({ error: parsed.error && z.prettifyError(parsed.error) });
      return;
    }
    const { number, copies, colour, document } = parsed.data;
    const found = chain.desk.lookUp(number);
    const first = found.outcome === 'found' ? found.documents[0]?.id : undefined;
    const documentId = document ?? first ?? '';
    const outcome = await machine.print({
      chain,
      number,
      documentId,
      copies,
      colour,
      paidYen: null,
    });
    if (outcome.outcome === 'printed') {
      const { id, pages, feeYen } = outcome.job;
      response.json({ printed: copies, pages, feeYen, printId: id });
      return;
    }
    response.status(outcome.outcome === 'unknown' ? 404 : 409).json({ error: outcome.outcome });
  });

  router.get('/previews/:chain/:document/:page.png', async (request, response) => {
    const pdf = chainOf(request.params.chain)?.desk.pdf(request.params.document);
    if (!pdf) {
      response.status(404).end();
      return;
    }
    const grey = request.query.colour !== 'colour';
    const page = Number(request.params.page) - 1;
    const image = { key: request.params.document, pdf, page, dpi: previewDpi, grey };
    await sendImage(images.get(image), response);
  });

  router.get('/prints/:id', (request, response) => {
    const job = machine.find(request.params.id);
    if (!job) {
      response.status(404).send(chainScreen(languageOf(request.query), chains));
      return;
    }
    const shown = machine.pdf(job.id) !== null;
    response.send(sheetsScreen(languageOf(request.query), job, shown));
  });
  router.get('/prints/:id/document.pdf', (request, response) => {
    const pdf = machine.pdf(request.params.id);
    if (pdf) response.type('application/pdf').send(Buffer.from(pdf));
    else response.status(404).end();
  });
  router.get('/prints/:id/:page.png', async (request, response) => {
    const job = machine.find(request.params.id);
    const pdf = job && machine.pdf(job.id);
    if (!job || !pdf) {
      response.status(404).end();
      return;
    }
    const page = Number(request.params.page) - 1;
    const grey = job.colour === 'monochrome';
    await sendImage(images.get({ key: job.id, pdf, page, dpi: sheetDpi, grey }), response);
  });

  router.get('/:chain', (request, response, next) => {
    const chain = chainOf(request.params.chain);
    if (chain) response.send(numberScreen(languageOf(request.query), chain));
    else next();
  });
  router.post('/:chain', urlencoded({ extended: false }), serveSitting(chainOf, machine));

  return {
    name: 'copier',
    title: { ja: 'コンビニのコピー機', en: 'Copier at the store' },
    operations: ['print'],
    router,
    ledger: () => ledger.value,
    reset: () => {
      images.clear();
      pdfs.clear();
      ledger.reset();
    },
    stop: () => ledger.saved(),
  };
}

/** A page that the document does not have is not found. */
async function sendImage(image: Promise<Buffer>, response: Response): Promise<void> {
  try {
    response
      .type('png')
      .set('Cache-Control', 'private, max-age=600')
      .send(await image);
  } catch {
    response.status(404).end();
  }
}
