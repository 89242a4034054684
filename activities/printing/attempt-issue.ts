import { setTimeout as delay } from 'node:timers/promises';
import type { CertificateDocument } from '../../certificates/certificate-document.ts';
import { checkCertificate } from '../../certificates/glyph-check.ts';
import { renderCertificate } from '../../certificates/render-certificate.ts';
import { isInTime } from '../../domain/orders/deadline.ts';
import { copiesLeftOf } from '../../domain/printing/copies.ts';
import type { PrintNetworkId, UniversityProfile } from '../../domain/university/profile.ts';
import { PrintNetworkUnavailable, PrintRefusal } from '../../gateways/print/port.ts';
import type { IssuanceReport } from '../../workflows/certificate-order/contract.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { loadOrder } from '../records/load-order.ts';
import type { OrderRecord, PrintJobRecord } from '../records/load-order.ts';
import { orderProfile } from '../records/order-profile.ts';
import { certificateDocument } from './certificate-document.ts';
import { mailReceived } from './mail-numbers.ts';
import { noteFailure } from './network-outages.ts';
import {
  ensurePrintJobs,
  findSibling,
  recordDelay,
  recordEnd,
  recordImage,
  recordReady,
  recordRegistered,
  recordReplacement,
} from './print-job-records.ts';
import { holdBack, reportIssuance } from './report-issuance.ts';

/** How often a network that is still converting is asked. Milliseconds. */
const ASK_EVERY = 250;
/** So many documents in a row a network may fail to take before it is left alone until the next attempt. */
const PATIENCE_WITH_NETWORK = 2;

type RenderedLine = { pdf: Uint8Array; pages: number };
type Render = (lineId: string) => Promise<RenderedLine>;

/** What one attempt knows: whose documents, and how each is drawn. */
interface Attempt {
  order: OrderRecord;
  render: Render;
}

/**
 * One attempt to have every document of a paid order at every network, with its number: checks each name glyph by
 * glyph, renders, registers, waits a little for "ready", writes the numbers down, mails them. Whatever was done before
 * is found and not done again; copies that came out already are not handed over again.
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
    await mailReceived(deps, order, profile, { isBlocked: true });
    await holdBack(deps, order, 'missing_glyph');
    return { state: 'blocked' };
  }
  const jobs = await ensurePrintJobs(deps.pool, order);
  const attempt = { order, render: rememberRendered(documents) };
  await Promise.all(
    order.printNetworks.map((network) =>
      bringToReady(deps, attempt, {
        network,
        jobs: jobs.filter(
          (job) => job.network === network && ['requested', 'processing'].includes(job.state),
        ),
      }),
    ),
  );
  return reportIssuance(deps, orderId, profile);
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
function rememberRendered(documents: ReadonlyMap<string, CertificateDocument>): Render {
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

/**
 * All documents of an order at one network. The first opens the number behind which the others go, so it goes alone;
 * the others follow together. A network that is down is not asked for each document anew.
 */
async function bringToReady(
  deps: ActivityDependencies,
  attempt: Attempt,
  { network, jobs }: { network: PrintNetworkId; jobs: readonly PrintJobRecord[] },
): Promise<void> {
  const registered: { job: PrintJobRecord; jobRef: string }[] = [];
  let failed = 0;
  const handOver = async (job: PrintJobRecord): Promise<void> => {
    const answered = await withNetwork(deps, job, async () => {
      const jobRef = job.jobRef ?? (await register(deps, attempt, job));
      if (jobRef !== null) registered.push({ job, jobRef });
    });
    if (!answered) failed += 1;
  };
  const left = [...jobs];
  while (left.length > 0 && registered.length === 0 && failed < PATIENCE_WITH_NETWORK) {
    const [next] = left.splice(0, 1);
    if (next) await handOver(next);
  }
  if (registered.length > 0) await Promise.all(left.map(handOver));
  else for (const { id } of left) await recordDelay(deps.pool, id, deps.clock());
  if (failed > 0) await noteFailure(deps, network);
  await Promise.all(
    registered.map(({ job, jobRef }) =>
      withNetwork(deps, job, () => awaitReady(deps, job, jobRef)),
    ),
  );
  // Where the network has pictures, one is for the number that they share; the watch sees to any other.
  const [first] = registered;
  if (first) await keepImage(deps, first.job, first.jobRef);
}

/** @returns whether the network answered; that it refused the document for good is an answer, and is written down */
async function withNetwork(
  deps: ActivityDependencies,
  job: PrintJobRecord,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof PrintRefusal) {
      await recordEnd(deps.pool, job.id, 'refused', error.reason);
      return true;
    }
    if (!(error instanceof PrintNetworkUnavailable)) throw error;
    await recordDelay(deps.pool, job.id, deps.clock());
    return false;
  }
}

async function register(
  deps: ActivityDependencies,
  { order, render }: Attempt,
  job: PrintJobRecord,
): Promise<string | null> {
  const line = order.lines.find(({ id }) => id === job.lineId);
  const copies = line ? copiesLeftOf(line, order.printJobs) : 0;
  // All of its copies came out elsewhere: the watch takes the job off the list.
  if (copies === 0) return null;
  const network = deps.printNetworks[job.network];
  const { pdf, pages } = await render(job.lineId);
  const { jobRef } = await network.register({
    idempotencyKey: job.key,
    group: order.id,
    sibling: await findSibling(deps.pool, order, job.network),
    pdf,
    paper: 'A4',
    colour: 'monochrome',
    copies,
    expiresAt: new Date(order.printDeadline),
  });
  if (await recordRegistered(deps.pool, job, { jobRef, pages, at: deps.clock() })) return jobRef;
  // The window closed while the document was on its way, or another attempt was first: it must not stay there.
  await network.remove(jobRef);
  return null;
}

async function awaitReady(
  deps: ActivityDependencies,
  job: PrintJobRecord,
  jobRef: string,
): Promise<void> {
  const network = deps.printNetworks[job.network];
  const giveUpAt = performance.now() + deps.readyPatience;
  for (;;) {
    const status = await network.status(jobRef);
    if (status.state === 'ready') {
      const { code, expiresAt: retainedUntil } = status;
      const ready = { jobRef, code, retainedUntil, at: deps.clock() };
      await recordReady(deps.pool, job.id, ready);
      return;
    }
    if (status.state === 'failed') {
      await recordEnd(deps.pool, job.id, 'failed', status.reason);
      return;
    }
    if (status.state === 'gone') {
      await recordReplacement(deps.pool, { ...job, jobRef }, 'lost');
      return;
    }
    if (performance.now() + ASK_EVERY > giveUpAt) return;
    await delay(ASK_EVERY);
  }
}

/** A convenience: without the picture the number is typed. The watch tries once more. */
export async function keepImage(
  deps: ActivityDependencies,
  job: Pick<PrintJobRecord, 'id' | 'network'>,
  jobRef: string,
): Promise<void> {
  try {
    const image = await deps.printNetworks[job.network].codeImage(jobRef);
    if (image) await recordImage(deps.pool, job.id, image);
  } catch (error) {
    if (!(error instanceof PrintNetworkUnavailable)) throw error;
  }
}
