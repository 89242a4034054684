import type { PrintNetworkId, UniversityProfile } from '../../domain/university/profile.ts';
import type { Bilingual } from '../../domain/university/profile.ts';
import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';

export interface WhereToPrintModel {
  chains: {
    name: Bilingual;
    network: PrintNetworkId;
    /** One entry for each character of the number, for the picture of the copier's screen. */
    boxes: number[];
    steps: Bilingual[];
    unsuitable: Bilingual;
  }[];
  hasStores: boolean;
  printFeeYenASheet: number;
  /** Whether the time in which a print service did not work is added to the deadline. */
  givesTimeBack: boolean;
  system: UniversityProfile['contacts']['system'];
}

export const whereToPrintPage = definePage<WhereToPrintModel>('where-to-print/page');

/** How many characters the number of each network has. */
const NUMBER_LENGTH: Readonly<Record<PrintNetworkId, number>> = {
  netprint: 8,
  'network-print': 10,
  'campus-printer': 8,
};

/**
 * GET: at which machines, how, what it costs there, which shops cannot, and what to do when a copier fails
 * (R-003… ). For everybody, also before an order.
 */
export const showWhereToPrint: Handler = (_req, res) => {
  if (!res.locals.university) throw new NotFound('no such university');
  renderPage(res, whereToPrintPage, whereToPrintModel(universityOf(res).profile));
};

export function whereToPrintModel({ certificate, contacts }: UniversityProfile): WhereToPrintModel {
  const { chains, destinations, outages, printFeeYenASheet } = certificate;
  const offered = chains.filter(({ destination }) => destinations.includes(destination));
  return {
    chains: offered.map(({ name, network, steps, unsuitable }) => ({
      name,
      network,
      boxes: Array.from({ length: NUMBER_LENGTH[network] }, (_, index) => 8 + index * 16),
      steps,
      unsuitable,
    })),
    hasStores: offered.some(({ destination }) => destination === 'convenience_store'),
    printFeeYenASheet,
    givesTimeBack: outages.extendDeadlines,
    system: contacts.system,
  };
}
