import type { Locale, PrintNetworkId, StoreChain } from '../../domain/university/profile.ts';
import { formatStamp, formatYen } from '../../rendering/format.ts';
import type { OrderDetail, PrintJobView } from './queries.ts';
import { chainNames, itemName, sayIn } from './words.ts';
import type { Say } from './words.ts';

/** One document at one network: its number, or why there is none yet. */
export interface PrintNumber {
  label: string;
  code: string | null;
  /** What to know about it, in one sentence. */
  note: string | null;
}

/** The numbers of one network and what to do at its copiers. */
export interface NumberBlock {
  chains: string;
  numbers: PrintNumber[];
  steps: string[];
  operator: string;
  fee: string;
}

/** What stands on the copiers' screens: the copiers' own words, whatever language the page has. */
const COPIER_MENUS: Record<PrintNetworkId, { menu: string; service: string }> = {
  netprint: { menu: 'プリント', service: 'ネットプリント' },
  'network-print': { menu: 'プリントサービス', service: 'ネットワークプリント' },
  'campus-printer': { menu: '証明書', service: '証明書発行サービス' },
};

/**
 * While an order is prepared no number is told, also of a line that a network has already: until every line can be
 * printed the whole amount may have to go back, and nobody counts the prints.
 * @param chains the university's chains, in the order in which they are shown
 * @returns one block a network (X-20: every network, labelled by chain); those with a number come first
 */
export function numberBlocks(
  order: Pick<OrderDetail, 'lines' | 'printJobs' | 'printNetworks' | 'state'>,
  chains: readonly StoreChain[],
  printFeeYenASheet: number,
  locale: Locale,
): NumberBlock[] {
  const say = sayIn(locale);
  const networks = [...new Set(chains.map((chain) => chain.network))].filter((network) =>
    order.printNetworks.includes(network),
  );
  const blocks = networks.map((network) => {
    const how = `orders.order.numbers.how.${network}`;
    return {
      chains: chainNames(
        chains.filter((chain) => chain.network === network),
        locale,
      ),
      numbers: order.lines.map((line) => {
        const job = order.printJobs.find(
          (candidate) => candidate.network === network && candidate.position === line.position,
        );
        const printed = printedOfLine(order.printJobs, line.position);
        return printNumber(say, job, {
          label: say('orders.order.numbers.label', {
            kind: say(`orders.order.numbers.kind.${network}`),
            certificate: itemName(line, locale),
          }),
          copies: line.copies,
          printed,
          mayTell: order.state !== 'preparing',
        });
      }),
      steps: [say(`${how}.one`, COPIER_MENUS[network]), say(`${how}.two`), say(`${how}.three`)],
      operator: say(`orders.order.numbers.operator.${network}`),
      fee: say('orders.order.numbers.fee', { sheet: formatYen(printFeeYenASheet, locale) }),
    };
  });
  // What can be used now comes first; the sort keeps the order of the chains otherwise.
  const hasCode = (block: NumberBlock) => block.numbers.some(({ code }) => code !== null);
  return blocks.sort((a, b) => Number(hasCode(b)) - Number(hasCode(a)));
}

function printNumber(
  say: Say,
  job: PrintJobView | undefined,
  line: { label: string; copies: number; printed: number; mayTell: boolean },
): PrintNumber {
  const { label, copies, printed, mayTell } = line;
  const without = (note: string): PrintNumber => ({ label, code: null, note });
  if (printed >= copies) return without(say('orders.order.numbers.done'));
  if (job?.state === 'removed') return without(say('orders.order.numbers.removed'));
  if (job?.state === 'refused' || job?.state === 'failed') {
    return without(say('orders.order.numbers.refused'));
  }
  if (job?.code && mayTell) {
    const note =
      printed > 0 ? say('orders.order.numbers.printedOf', { ordered: copies, printed }) : null;
    return { label, code: job.code, note };
  }
  if (job?.delayedSince) {
    return without(say('orders.order.numbers.delayed', { since: formatStamp(job.delayedSince) }));
  }
  return without(say('orders.order.numbers.notYet'));
}

/** Copies of one line that came out, at whichever network. */
export function printedOfLine(jobs: readonly PrintJobView[], position: number): number {
  return jobs
    .filter((job) => job.position === position)
    .reduce((sum, job) => sum + job.printedCount, 0);
}
