import { setTimeout as delay } from 'node:timers/promises';
import type { CertificateDocument } from '../../certificates/certificate-document.ts';
import { checkCertificate } from '../../certificates/glyph-check.ts';
import { renderCertificate } from '../../certificates/render-certificate.ts';
import { isInTime } from '../../domain/orders/deadline.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { PrintNetworkUnavailable, PrintRefusal } from '../../gateways/print/port.ts';
import type { PrintGateway } from '../../gateways/print/port.ts';
import type { IssuanceReport } from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord, PrintJobRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { setAttention, transitionOrder } from '../records/order-transition.ts';
import { certificateDocument } from './certificate-document.ts';
import { mailNumbers } from './mail-numbers.ts';
import {
  ensurePrintJobs,
  findSibling,
  recordDelay,
  recordEnd,
  recordReady,
  recordRegistered,
} from './print-job-records.ts';

/** How often a network that is still converting is asked. Milliseconds. */
const ASK_EVERY = 250;
/** Why an order waits for a person before it can be issued. */
const HELD_BACK = ['missing_glyph', 'print_refused'] as const;

type RenderedLine = { pdf: Uint8Array; pages: number };

/**
 * One attempt to have every document of a paid order at every network, with its number: checks each name glyph by
 * glyph, renders, registers, waits a little for "ready", writes the numbers down, mails them. Whatever was done before
 * is found and not done again.
 * @returns `complete` when every network that takes the documents has them ready; `blocked` when a person must act
 */
export async function attemptIssue(
  deps: ActivityDependencies,
  orderId: string,
): Promise<IssuanceReport> {
  const order = await loadOrder(deps.pool, orderId);
  const isOpen = ['preparing', 'printable', 'partly_printed'].includes(order.state);
  if (!isOpen) return { state: 'complete' };
  if (!isInTime(deps.clock(), order.printDeadline)) return { state: 'incomplete' };

  const profile = await orderProfile(deps, order);
  const documents = await documentsOf(deps, order, profile);
  if ([...documents.values()].some((document) => checkCertificate(document).length > 0)) {
    await setAttention(deps.pool, orderId, 'missing_glyph');
    return { state: 'blocked' };
  }
  const jobs = await ensurePrintJobs(deps.pool, order);
  const render = rememberRendered(documents);
  await Promise.all(
    jobs
      .filter(({ state }) => state === 'requested' || state === 'processing')
      .map((job) => bringToReady(deps, order, job, render)),
  );
  return report(deps, orderId, profile);
}

/** What is printed for each line, by the line's id: read once, for the check and for the drawing. */
async function documentsOf(
  { pool }: ActivityDependencies,
  order: OrderRecord,
  profile: UniversityProfile,
): Promise<Map<string, CertificateDocument>> {
  const documents = new Map<string, CertificateDocument>();
  for (const line of order.lines) {
    documents.set(line.id, await certificateDocument(pool, order, line, profile));
  }
  return documents;
}

/** A line is rendered once however many networks want it, and not at all when none does. */
function rememberRendered(
  documents: ReadonlyMap<string, CertificateDocument>,
): (lineId: string) => Promise<RenderedLine> {
  const rendered = new Map<string, Promise<RenderedLine>>();
  return (lineId) => {
    const known = rendered.get(lineId);
    if (known) return known;
    const document = documents.get(lineId);
    if (!document) throw new Error(`no document for line ${lineId}`);
    const fresh = renderCertificate(document);
    rendered.set(lineId, fresh);
    return fresh;
  };
}

async function bringToReady(
  deps: ActivityDependencies,
  order: OrderRecord,
  job: PrintJobRecord,
  render: (lineId: string) => Promise<RenderedLine>,
): Promise<void> {
  const network = deps.printNetworks[job.network];
  try {
    const jobRef = job.jobRef ?? (await register(deps, order, job, { network, render }));
    if (jobRef !== null) await awaitReady(deps, job, { network, jobRef });
  } catch (error) {
    if (error instanceof PrintRefusal) {
      await recordEnd(deps.pool, job.id, 'refused', error.reason);
    } else if (error instanceof PrintNetworkUnavailable) {
      await recordDelay(deps.pool, job.id, deps.clock());
    } else {
      throw error;
    }
  }
}

async function register(
  deps: ActivityDependencies,
  order: OrderRecord,
  job: PrintJobRecord,
  { network, render }: { network: PrintGateway; render: (lineId: string) => Promise<RenderedLine> },
): Promise<string | null> {
  const { pdf, pages } = await render(job.lineId);
  const { jobRef } = await network.register({
    idempotencyKey: job.key,
    group: order.id,
    sibling: await findSibling(deps.pool, order, job.network),
    pdf,
    paper: 'A4',
    colour: 'monochrome',
    copies: job.copies,
    expiresAt: new Date(order.printDeadline),
  });
  if (await recordRegistered(deps.pool, job.id, { jobRef, pages, at: deps.clock() })) return jobRef;
  // The window closed while the document was on its way: it must not stay there.
  await network.remove(jobRef);
  return null;
}

async function awaitReady(
  deps: ActivityDependencies,
  job: PrintJobRecord,
  { network, jobRef }: { network: PrintGateway; jobRef: string },
): Promise<void> {
  const giveUpAt = performance.now() + deps.readyPatience;
  for (;;) {
    const status = await network.status(jobRef);
    if (status.state === 'ready') {
      await recordReady(deps.pool, job.id, { code: status.code, at: deps.clock() });
      return;
    }
    if (status.state === 'failed' || status.state === 'gone') {
      const reason = status.state === 'failed' ? status.reason : 'lost';
      await recordEnd(deps.pool, job.id, 'failed', reason);
      return;
    }
    if (performance.now() + ASK_EVERY > giveUpAt) return;
    await delay(ASK_EVERY);
  }
}

/** Tells the person as soon as one number can be used, and again when those that were late have come. */
async function report(
  deps: ActivityDependencies,
  orderId: string,
  profile: UniversityProfile,
): Promise<IssuanceReport> {
  const order = await loadOrder(deps.pool, orderId);
  const waiting = order.printJobs.filter(
    ({ state }) => state === 'requested' || state === 'processing',
  );
  const isUsable = order.lines.every((line) =>
    order.printJobs.some((job) => job.lineId === line.id && job.state === 'ready'),
  );
  if (isUsable) {
    await transitionOrder(deps.pool, { orderId, event: 'numbers_ready', at: deps.clock() });
    // What else staff were asked to look at (a refund that was refused, say) is not done by this.
    const wasHeldBack = HELD_BACK.some((reason) => reason === order.attention);
    if (wasHeldBack) await setAttention(deps.pool, orderId, null);
    await mailNumbers(deps, order, profile, { isComplete: waiting.length === 0 });
  }
  if (waiting.length > 0) return { state: isUsable ? 'usable' : 'incomplete' };
  if (isUsable) return { state: 'complete' };
  await setAttention(deps.pool, orderId, 'print_refused');
  return { state: 'blocked' };
}
