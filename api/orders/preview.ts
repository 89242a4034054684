import type { Response } from 'express';
import { MissingGlyphsError, renderPreview } from '../../certificates/render-certificate.ts';
import { checkDraft } from '../../domain/orders/draft.ts';
import type { DraftItem } from '../../domain/orders/draft.ts';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { UniversityProfile } from '../../domain/university/profile.ts';
import { createTurns } from '../../platform/turns.ts';
import type { AppDependencies } from '../dependencies.ts';
import { createAttemptLimit } from '../middleware/attempt-limits.ts';
import { inlineFile } from '../middleware/inline-file.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { draftDocuments } from './draft-documents.ts';
import { draftOf } from './draft-pages.ts';
import { ORDER_LIMITS } from './limits.ts';
import { orderingAffiliation } from './ordering-affiliation.ts';
import { itemName, sayIn } from './words.ts';

export interface PreviewFailedModel {
  /** A certificate with its language. */
  name: string;
  checkHref: string;
  contact: UniversityProfile['contacts']['records'];
}

/** Instead of a preview whose name has a character that cannot be drawn. */
export const previewFailedPage = definePage<PreviewFailedModel>('orders/preview-failed');

/**
 * GET: one item of the basket as it will be printed, watermarked, without number and seal. It is drawn anew for each
 * look and kept nowhere; drawing is the heaviest thing a page asks for, so a process draws one at a time.
 */
export function showPreview(deps: AppDependencies): Handler {
  const inTurn = createTurns(1);
  const limit = createAttemptLimit(deps, ORDER_LIMITS.preview);
  return async (req, res) => {
    const draft = await draftOf(deps, req, res);
    if (!draft) return;
    const { code, profile } = universityOf(res);
    const on = tokyoDate(res.locals.layout.now);
    const item = draft.data.items[positionOf(req.params.item)];
    const rules = draft.affiliations.map(orderingAffiliation);
    const isOffered = (one: DraftItem): boolean => {
      const alone = { destination: draft.data.destination, items: [one] };
      return checkDraft(profile.certificate, rules, alone, on).ok;
    };
    // Changed in another tab, or withheld since: the basket says which.
    if (!item || !isOffered(item)) return res.redirect(303, paths.draftCheck(code, draft.id));
    await limit.count(accountOf(res).accountId);
    const { affiliations } = draft;
    const [document] = await draftDocuments(
      deps.pool,
      { items: [item], affiliations },
      profile,
      on,
    );
    if (!document) throw new Error('an item without a document');
    try {
      const { pdf } = await inTurn(() => renderPreview(document));
      const name = sayIn(res.locals.locale)('orders.preview.fileName');
      res
        .set('Content-Disposition', inlineFile(`${name}.pdf`, 'sample.pdf'))
        .type('application/pdf')
        .send(Buffer.from(pdf));
    } catch (error) {
      if (!(error instanceof MissingGlyphsError)) throw error;
      showFailed(res, item, paths.draftCheck(code, draft.id));
    }
  };
}

function showFailed(res: Response, item: DraftItem, checkHref: string): void {
  const { profile } = universityOf(res);
  const { locale } = res.locals;
  const kind = profile.certificate.kinds.find((one) => one.code === item.kind);
  const model = {
    name: kind ? itemName({ name: kind.name, language: item.language }, locale) : '',
    checkHref,
    contact: profile.contacts.records,
  };
  renderPage(res, previewFailedPage, model, { status: 422 });
}

/** Items count from 1 in addresses. @returns -1 for anything else */
function positionOf(asked: unknown): number {
  return typeof asked === 'string' && /^[1-9]\d?$/.test(asked) ? Number(asked) - 1 : -1;
}
