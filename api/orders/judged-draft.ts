import { createHash } from 'node:crypto';
import { checkDraft } from '../../domain/orders/draft.ts';
import type { DraftCheck, DraftItem } from '../../domain/orders/draft.ts';
import { methodsFor } from '../../domain/orders/methods.ts';
import type { MethodsFor } from '../../domain/orders/methods.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { draftPages } from './draft-documents.ts';
import { draftOf } from './draft-pages.ts';
import type { Draft } from './draft-queries.ts';
import { orderingAffiliation } from './ordering-affiliation.ts';

/** A draft with something in it, judged by what is in force at this moment. */
export interface JudgedDraft {
  draft: Draft;
  check: DraftCheck;
  /** None where the order cannot be placed, or costs nothing. */
  methods: MethodsFor;
  /** Sheets of one copy of each item; null where a character of it cannot be printed. */
  pages: (number | null)[];
}

/** The draft of the address, judged by what is in force now; null when the answer leads the person elsewhere. */
export async function judgedDraft(
  deps: AppDependencies,
  ...[req, res]: Parameters<Handler>
): Promise<JudgedDraft | null> {
  const draft = await draftOf(deps, req, res);
  if (!draft) return null;
  const { code, profile } = universityOf(res);
  const { items, affiliationId, destination } = draft.data;
  if (items.length === 0) {
    const choose = affiliationId === null ? paths.draftStudentNumber : paths.draftCertificates;
    res.redirect(303, choose(code, draft.id));
    return null;
  }
  const { now } = res.locals.layout;
  const on = tokyoDate(now);
  const rules = draft.affiliations.map(orderingAffiliation);
  const check = checkDraft(profile.certificate, rules, draft.data, on);
  if (!check.ok) return { draft, check, methods: { offered: [], notOffered: [] }, pages: [] };
  const { totalYen } = check.price;
  return {
    draft,
    check,
    methods: methodsFor(profile, { totalYen, placedAt: now, destination }),
    pages: await draftPages(deps.pool, { ...draft, items }, profile, on),
  };
}

/** A short mark of what is in a basket. */
export function itemsMark(items: readonly DraftItem[]): string {
  const facts = items.map(({ affiliationId, kind, language, copies }) =>
    [affiliationId, kind, language, copies].join(' '),
  );
  return createHash('sha256').update(facts.join('\n')).digest('base64url').slice(0, 16);
}

/** What stands on the button that takes an item out. */
export const itemKey = ({ affiliationId, kind, language }: Omit<DraftItem, 'copies'>) =>
  `${affiliationId} ${kind} ${language}`;
