import type { Request, Response } from 'express';
import type { DraftData } from '../../domain/orders/draft.ts';
import type { Locale } from '../../domain/university/profile.ts';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { findDraft } from './draft-queries.ts';
import type { ApplicantAffiliation, Draft } from './draft-queries.ts';
import { sayIn } from './words.ts';

/** Words of the steps of an order, for the partial of that name. */
export function stepLabels(locale: Locale): string[] {
  const say = sayIn(locale);
  return ['studentNumber', 'certificates', 'check', 'pay'].map((step) =>
    say(`orders.steps.${step}`),
  );
}

/**
 * The draft of the address. Once it has become an order, the person is led to that order instead: a back button or a
 * second tab never orders twice.
 * @returns null when the answer has been given already
 * @throws NotFound when there is no such draft, or when it is somebody else's
 */
export async function draftOf(
  { pool }: AppDependencies,
  req: Request<{ draft?: string }>,
  res: Response,
): Promise<Draft | null> {
  const draft = await findDraft(pool, req.params.draft ?? '', accountOf(res).accountId);
  if (!draft) throw new NotFound('no such draft');
  if (draft.orderId !== null) {
    res.redirect(303, paths.order(universityOf(res).code, draft.orderId));
    return null;
  }
  return draft;
}

/**
 * The student number for which certificates are being chosen: the one that the address names, else the one that was
 * chosen last; null when there is none, or when it no longer belongs to the account.
 */
export function chosenAffiliation(draft: Draft, named?: unknown): ApplicantAffiliation | null {
  const asked = draft.affiliations.find(({ id }) => id === named);
  return asked ?? draft.affiliations.find(({ id }) => id === draft.data.affiliationId) ?? null;
}

/** The page of certificates for one of several student numbers. */
export const certificatesOfNumber = (university: string, draftId: string, affiliationId: string) =>
  `${paths.draftCertificates(university, draftId)}?number=${affiliationId}`;

/** `24L1001 文学部 人文学科`: a student number as people tell theirs apart. */
export function numberLabel(affiliation: ApplicantAffiliation, locale: Locale): string {
  return sayIn(locale)('orders.studentNumber.option', {
    number: affiliation.studentNumber,
    faculty: affiliation.faculty[locale],
    department: affiliation.department[locale],
  });
}

export async function saveDraft(
  { pool }: AppDependencies,
  draftId: string,
  data: DraftData,
  now: Date,
): Promise<void> {
  await pool.query({
    name: 'save-draft',
    text: 'update order_draft set data = $2, updated_at = $3 where id = $1',
    values: [draftId, JSON.stringify(data), now],
  });
}
