import type { UniversityProfile } from '../university/profile.ts';
import type { CivilDate } from '../time/tokyo.ts';
import { catalogueFor } from './availability.ts';
import type { OrderingAffiliation, Unavailability } from './availability.ts';
import { priceOrder } from './fees.ts';
import type { CertificateLanguage, Destination, OrderPrice } from './fees.ts';

/** One certificate of one student number in one language, as chosen. `copies` is a positive whole number. */
export interface DraftItem {
  affiliationId: string;
  kind: string;
  language: CertificateLanguage;
  copies: number;
}

/** What a person is putting together, step by step: certificates of one or several student numbers. */
export interface DraftData {
  destination: Destination;
  /** The student number for which certificates are being chosen. */
  affiliationId: string | null;
  items: DraftItem[];
  /** Code of the way to pay that was chosen last. */
  paymentMethod: string | null;
}

/** Ways to receive certificates, in a draft as it is stored. */
const DESTINATIONS: readonly Destination[] = ['convenience_store', 'campus_machine'];

export function newDraft(destination: Destination): DraftData {
  return { destination, affiliationId: null, items: [], paymentMethod: null };
}

/** A student number of whoever orders, with what decides about its certificates. */
export interface DraftAffiliation extends OrderingAffiliation {
  id: string;
}

/** A draft as it may lie in the database: items of the oldest have no number of their own. */
interface StoredDraft {
  destination?: unknown;
  affiliationId?: unknown;
  items?: unknown;
  paymentMethod?: unknown;
}

/**
 * Reads a stored draft, also one that was begun before an order could have several student numbers: its items belong
 * to the number that was chosen. What makes no sense is left out, and the same certificate twice is one item.
 */
export function readDraft(stored: unknown): DraftData {
  const { destination, affiliationId, items, paymentMethod } = (stored ?? {}) as StoredDraft;
  const chosen = typeof affiliationId === 'string' ? affiliationId : null;
  return {
    destination:
      DESTINATIONS.find((each) => each === destination) ?? ('convenience_store' as const),
    affiliationId: chosen,
    items: merged((Array.isArray(items) ? items : []).flatMap((item) => readItem(item, chosen))),
    paymentMethod: typeof paymentMethod === 'string' ? paymentMethod : null,
  };
}

function readItem(stored: unknown, chosen: string | null): DraftItem[] {
  const item = (stored ?? {}) as Partial<Record<keyof DraftItem, unknown>>;
  const affiliationId = typeof item.affiliationId === 'string' ? item.affiliationId : chosen;
  const { kind, language, copies } = item;
  if (affiliationId === null || typeof kind !== 'string') return [];
  if (language !== 'ja' && language !== 'en') return [];
  if (typeof copies !== 'number' || !Number.isSafeInteger(copies) || copies < 1) return [];
  return [{ affiliationId, kind, language, copies }];
}

/** Whether two items are the same certificate, whatever the copies. */
export function isSameCertificate(
  a: Omit<DraftItem, 'copies'>,
  b: Omit<DraftItem, 'copies'>,
): boolean {
  return a.affiliationId === b.affiliationId && a.kind === b.kind && a.language === b.language;
}

function merged(items: readonly DraftItem[]): DraftItem[] {
  const all: DraftItem[] = [];
  for (const item of items) {
    const same = all.find((each) => isSameCertificate(each, item));
    if (same) same.copies += item.copies;
    else all.push({ ...item });
  }
  return all;
}

/** The draft with another choice for one student number; what was chosen for others stays. */
export function withItemsOf(
  draft: DraftData,
  affiliationId: string,
  items: readonly Omit<DraftItem, 'affiliationId'>[],
): DraftData {
  const isOwn = (item: DraftItem) => item.affiliationId === affiliationId;
  const own = items.map((item) => ({ affiliationId, ...item }));
  const place = draft.items.findIndex(isOwn);
  const others = draft.items.filter((item) => !isOwn(item));
  // Items of one number stand together, so as many others stand before it now as before.
  const before = place < 0 ? others.length : place;
  return {
    ...draft,
    affiliationId,
    items: [...others.slice(0, before), ...own, ...others.slice(before)],
  };
}

/** Why a draft cannot be ordered as it stands. */
export type DraftProblem =
  /** No certificate was chosen. */
  | { code: 'empty' }
  /** It could be ordered when it was chosen, or never: it cannot now. `number_gone`: the account lost the number. */
  | { code: 'unavailable'; item: DraftItem; reason: Unavailability | 'number_gone' }
  /** More copies of one certificate than its kind allows. */
  | { code: 'too_many_of_kind'; item: DraftItem; maxCopies: number }
  /** More copies than one order may have, over all student numbers. */
  | { code: 'too_many_in_order'; maxCopies: number };

/** A draft as the university's settings judge it; lines of the price stand in the order of the items. */
export type DraftCheck =
  { ok: true; items: DraftItem[]; price: OrderPrice } | { ok: false; problems: DraftProblem[] };

/**
 * Judges a draft by what is in force now: eligibility, holds, limits (R-167…R-169), and prices it: each line by
 * the status of the student number it belongs to, not by the account.
 * @param affiliations the student numbers of the account
 * @param on civil date in Japan whose fees apply
 */
export function checkDraft(
  certificate: UniversityProfile['certificate'],
  affiliations: readonly DraftAffiliation[],
  draft: Pick<DraftData, 'destination' | 'items'>,
  on: CivilDate,
): DraftCheck {
  const { destination, items } = draft;
  const problems: DraftProblem[] = items.length === 0 ? [{ code: 'empty' }] : [];
  const catalogues = new Map(
    affiliations.map((each) => [each.id, catalogueFor(certificate, each, destination, on)]),
  );
  for (const item of items) {
    const catalogue = catalogues.get(item.affiliationId);
    const offer = catalogue?.offers.find(
      ({ kind, language }) => kind.code === item.kind && language === item.language,
    );
    if (!offer) {
      const named = catalogue?.unavailable.find(({ kind }) => kind.code === item.kind);
      const reason = catalogue ? (named?.reason ?? 'not_eligible') : 'number_gone';
      problems.push({ code: 'unavailable', item, reason });
    } else if (item.copies > offer.kind.maxCopies) {
      problems.push({ code: 'too_many_of_kind', item, maxCopies: offer.kind.maxCopies });
    }
  }
  const { maxCopiesAnOrder } = certificate;
  if (copiesIn(items) > maxCopiesAnOrder) {
    problems.push({ code: 'too_many_in_order', maxCopies: maxCopiesAnOrder });
  }
  if (problems.length > 0) return { ok: false, problems };
  const lines = items.flatMap(({ affiliationId, kind, language, copies }) => {
    const affiliation = affiliations.find(({ id }) => id === affiliationId);
    if (!affiliation) return [];
    const { status: affiliationStatus } = affiliation;
    return [{ affiliationStatus, certificateKind: kind, language, destination, copies }];
  });
  return { ok: true, items, price: priceOrder(certificate, lines, on) };
}

/** @returns copies in all */
export function copiesIn(items: readonly { copies: number }[]): number {
  return items.reduce((sum, { copies }) => sum + copies, 0);
}
