import type { UniversityProfile } from '../university/profile.ts';
import type { CivilDate } from '../time/tokyo.ts';
import { catalogueFor } from './availability.ts';
import type { OrderingAffiliation } from './availability.ts';
import { priceOrder } from './fees.ts';
import type { AffiliationStatus, CertificateLanguage, Destination, OrderPrice } from './fees.ts';

/** One certificate in one language, as chosen. `copies` is a positive whole number. */
export interface DraftItem {
  kind: string;
  language: CertificateLanguage;
  copies: number;
}

/** What a person is putting together, step by step. */
export interface DraftData {
  destination: Destination;
  affiliationId: string | null;
  items: DraftItem[];
}

export const EMPTY_DRAFT: DraftData = {
  destination: 'convenience_store',
  affiliationId: null,
  items: [],
};

/** Why a draft cannot be ordered as it stands. */
export type DraftProblem =
  /** No certificate was chosen. */
  | { code: 'empty' }
  /** It could be ordered when it was chosen, or never: it cannot now. */
  | { code: 'unavailable'; item: DraftItem }
  | { code: 'too_many_of_kind'; item: DraftItem; maxCopies: number }
  | { code: 'too_many_in_order'; maxCopies: number };

export type DraftCheck =
  { ok: true; items: DraftItem[]; price: OrderPrice } | { ok: false; problems: DraftProblem[] };

/**
 * Judges a draft by what is in force now: eligibility, holds, limits (R-167…R-169), and prices it.
 * @param on civil date in Japan whose fees apply
 */
export function checkDraft(
  certificate: UniversityProfile['certificate'],
  affiliation: OrderingAffiliation,
  draft: DraftData,
  on: CivilDate,
): DraftCheck {
  const { offers } = catalogueFor(certificate, affiliation, draft.destination, on);
  const problems: DraftProblem[] = [];
  if (draft.items.length === 0) problems.push({ code: 'empty' });
  for (const item of draft.items) {
    const offer = offers.find(
      ({ kind, language }) => kind.code === item.kind && language === item.language,
    );
    if (!offer) problems.push({ code: 'unavailable', item });
    else if (item.copies > offer.kind.maxCopies) {
      problems.push({ code: 'too_many_of_kind', item, maxCopies: offer.kind.maxCopies });
    }
  }
  const copies = draft.items.reduce((sum, item) => sum + item.copies, 0);
  if (copies > certificate.maxCopiesAnOrder) {
    problems.push({ code: 'too_many_in_order', maxCopies: certificate.maxCopiesAnOrder });
  }
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    items: draft.items,
    price: priceDraft(certificate, affiliation.status, draft, on),
  };
}

function priceDraft(
  certificate: UniversityProfile['certificate'],
  status: AffiliationStatus,
  draft: DraftData,
  on: CivilDate,
): OrderPrice {
  const items = draft.items.map(({ kind, language, copies }) => ({
    affiliationStatus: status,
    certificateKind: kind,
    language,
    destination: draft.destination,
    copies,
  }));
  return priceOrder(certificate, items, on);
}
