import type { Request, Response } from 'express';
import type { DraftData } from '../../domain/orders/draft.ts';
import type { Locale } from '../../domain/university/profile.ts';
import type { AppDependencies } from '../dependencies.ts';
import { NotFound } from '../middleware/failures.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { findDraft } from './queries.ts';
import type { ApplicantAffiliation, Draft } from './queries.ts';
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

/** The student number that was chosen; null when none was, or when it no longer belongs to the account. */
export function chosenAffiliation(draft: Draft): ApplicantAffiliation | null {
  return draft.affiliations.find(({ id }) => id === draft.data.affiliationId) ?? null;
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
