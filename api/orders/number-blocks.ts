import type { Locale, PrintNetworkId, StoreChain } from '../../domain/university/profile.ts';
import { formatDateTime, formatStamp, formatYen } from '../../rendering/format.ts';
import { documentNameOf } from '../../gateways/print/document-name.ts';
import { paths } from '../paths.ts';
import type { OrderDetail, OrderLineView, PrintJobView } from './queries.ts';
import { chainNames, itemName, sayIn } from './words.ts';
import type { Say } from './words.ts';

/** One number with the certificates behind it, or one certificate and why there is no number for it. */
export interface PrintNumber {
  label: string;
  code: string | null;
  /** Only where several are behind the number. */
  certificates: { name: string; note: string | null }[];
  /** The number as a picture for the copier, where the network offers one. */
  image: string | null;
  /** What to know about it, in one sentence. */
  note: string | null;
}

/** The numbers of one network and what to do at its copiers. */
export interface NumberBlock {
  chains: string;
  /** That the network does not work now, since when, and until when it expects that. */
  outage: string | null;
  numbers: PrintNumber[];
  steps: string[];
  operator: string;
  fee: string;
}

type NumberedOrder = Pick<
  OrderDetail,
  | 'id'
  | 'universityCode'
  | 'lines'
  | 'printJobs'
  | 'printNetworks'
  | 'printDeadline'
  | 'state'
  | 'outages'
>;

/** A line of the order with its document at the network that a block is about. */
interface AtNetwork {
  line: OrderLineView;
  job: PrintJobView | undefined;
  printed: number;
}

interface BlockContext {
  order: NumberedOrder;
  network: PrintNetworkId;
  locale: Locale;
  say: Say;
}

/**
 * While an order is prepared no number is told, also of a line that a network has already: until every line can be
 * printed the whole amount may have to go back, and nobody counts the prints.
 * @param chains the university's chains, in the order in which they are shown
 * @returns one block a network (X-20: every network, labelled by chain); those with a number come first. A number that
 *   is good for several certificates stands once, with them.
 */
export function numberBlocks(
  order: NumberedOrder,
  chains: readonly StoreChain[],
  printFeeYenASheet: number,
  locale: Locale,
): NumberBlock[] {
  const say = sayIn(locale);
  const networks = [...new Set(chains.map((chain) => chain.network))].filter((network) =>
    order.printNetworks.includes(network),
  );
  const blocks = networks.map((network): NumberBlock => {
    const own = chains.filter((chain) => chain.network === network);
    return {
      chains: chainNames(own, locale),
      outage: outageOf(order, network, say, locale),
      numbers: numbersOf({ order, network, locale, say }),
      steps: own[0]?.steps.map((step) => step[locale]) ?? [],
      operator: say(`orders.order.numbers.operator.${network}`),
      fee: say('orders.order.numbers.fee', { sheet: formatYen(printFeeYenASheet, locale) }),
    };
  });
  // What can be used now comes first; the sort keeps the order of the chains otherwise.
  const hasCode = (block: NumberBlock) => block.numbers.some(({ code }) => code !== null);
  return blocks.sort((a, b) => Number(hasCode(b)) - Number(hasCode(a)));
}

function outageOf(
  { outages, printNetworks }: NumberedOrder,
  network: PrintNetworkId,
  say: Say,
  locale: Locale,
): string | null {
  const outage = outages.find((one) => one.network === network);
  if (!outage) return null;
  const since = formatStamp(outage.from);
  const stopped =
    outage.until === null
      ? say('orders.order.numbers.outage', { since })
      : say('orders.order.numbers.outageUntil', {
          since,
          until: formatDateTime(outage.until, locale),
        });
  const works = printNetworks.some((other) => outages.every((one) => one.network !== other));
  return works ? joined([stopped, say('orders.order.numbers.elsewhere')], locale) : stopped;
}

/** Sentences after one another, as each language sets them. */
const joined = (sentences: readonly string[], locale: Locale) =>
  sentences.join(locale === 'ja' ? '' : ' ');

function numbersOf(context: BlockContext): PrintNumber[] {
  const { order, network } = context;
  const documents = order.lines.map((line) => ({
    line,
    job: order.printJobs.find((job) => job.network === network && job.position === line.position),
    printed: printedOfLine(order.printJobs, line.position),
  }));
  const codeOf = ({ line, job, printed }: AtNetwork) =>
    order.state !== 'preparing' && job?.state === 'ready' && printed < line.copies
      ? job.code
      : null;
  const codes = new Set(documents.map(codeOf).filter((code) => code !== null));
  return [
    ...[...codes].map((code) =>
      withCode(
        context,
        code,
        documents.filter((document) => codeOf(document) === code),
      ),
    ),
    ...documents
      .filter((document) => codeOf(document) === null)
      .map((document) => withoutCode(context, document)),
  ];
}

function withCode(
  { order, network, locale, say }: BlockContext,
  code: string,
  documents: readonly AtNetwork[],
): PrintNumber {
  const kind = say(`orders.order.numbers.kind.${network}`);
  const noteOf = ({ line, printed }: AtNetwork) =>
    printed > 0 ? say('orders.order.numbers.printedOf', { ordered: line.copies, printed }) : null;
  // Several documents behind one number are a list at the copier, which knows them by the names of their files.
  const fileOf = ({ job }: AtNetwork) =>
    job ? say('orders.order.numbers.file', { name: documentNameOf(job.key) }) : null;
  const [first, ...others] = documents;
  const isOne = first !== undefined && others.length === 0;
  const pictured = documents.find(({ job }) => job?.hasImage);
  const keptUntil = documents.find(
    ({ job }) => job?.retainedUntil && job.retainedUntil < order.printDeadline,
  )?.job?.retainedUntil;
  const notes = [
    isOne ? noteOf(first) : null,
    documents.some(({ job }) => job?.reason === 'replaced')
      ? say('orders.order.numbers.replaced')
      : null,
    keptUntil
      ? say('orders.order.numbers.keptUntil', { until: formatDateTime(keptUntil, locale) })
      : null,
  ].filter((note) => note !== null);
  return {
    label: isOne
      ? say('orders.order.numbers.label', { kind, certificate: itemName(first.line, locale) })
      : kind,
    code,
    certificates: isOne
      ? []
      : documents.map((document) => ({
          name: itemName(document.line, locale),
          note: joined(
            [fileOf(document), noteOf(document)].filter((note) => note !== null),
            locale,
          ),
        })),
    image: pictured
      ? paths.printCodeImage(
          order.universityCode,
          order.id,
          network,
          String(pictured.line.position),
        )
      : null,
    note: notes.length > 0 ? joined(notes, locale) : null,
  };
}

function withoutCode({ network, locale, say }: BlockContext, document: AtNetwork): PrintNumber {
  const kind = say(`orders.order.numbers.kind.${network}`);
  return {
    label: say('orders.order.numbers.label', {
      kind,
      certificate: itemName(document.line, locale),
    }),
    code: null,
    certificates: [],
    image: null,
    note: whyNone(document, say),
  };
}

function whyNone({ line, job, printed }: AtNetwork, say: Say): string {
  if (printed >= line.copies) return say('orders.order.numbers.done');
  if (job?.state === 'removed') return say('orders.order.numbers.removed');
  if (job?.state === 'refused' || job?.state === 'failed') {
    return say('orders.order.numbers.refused');
  }
  if (job?.delayedSince) {
    return say('orders.order.numbers.delayed', { since: formatStamp(job.delayedSince) });
  }
  // It had a number that was lost, or that its network keeps no longer.
  if (job?.code) return say('orders.order.numbers.replacing');
  return say('orders.order.numbers.notYet');
}

/** Copies of one line that came out, at whichever network. */
export function printedOfLine(jobs: readonly PrintJobView[], position: number): number {
  return jobs
    .filter((job) => job.position === position)
    .reduce((sum, job) => sum + job.printedCount, 0);
}
