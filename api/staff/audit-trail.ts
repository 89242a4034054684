import type { Request, Response } from 'express';
import { AUDIT_ACTIONS, AUDIT_ENTITIES } from '../../domain/audit-actions.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm } from '../forms/form-state.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { actionInWords, actorInWords, entityInWords, factsInWords } from './audit-words.ts';
import type { Worded } from './audit-words.ts';
import { dataOf } from './data.ts';
import { auditTrailPage } from './pages.ts';
import type { AuditOption, AuditRowView } from './pages.ts';

/** As many as keep the page, with its choices, below 30 KB. */
const PAGE_SIZE = 20;
const FILTERS = ['actor', 'action', 'entity'] as const;

/** What may stand in a filter: ids and the words of the code, nothing that a person is called. */
const asFilter = (value: unknown): string =>
  typeof value === 'string' && /^[\w:.-]{1,80}$/.test(value.trim()) ? value.trim() : '';

/** The id of the last row of the page before; rows are numbered as they were written. */
const asPosition = (value: unknown): bigint | null =>
  typeof value === 'string' && /^\d{1,18}$/.test(value) ? BigInt(value) : null;

/** Everything that is known, and what an address asks for that is not (any more): the list shows what is in force. */
function optionsOf(
  known: readonly string[],
  asked: string | undefined,
  inWords: (code: string) => Worded,
): AuditOption[] {
  const all =
    asked === undefined || asked === '' || known.includes(asked) ? known : [...known, asked];
  return all.map((code) => ({ value: code, label: code, words: inWords(code).words }));
}

/** GET: what was done at this university, by whom and when, newest first (I17, R-324, R-325). */
export function showAuditTrail(deps: AppDependencies) {
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const filters = Object.fromEntries(FILTERS.map((name) => [name, asFilter(req.query[name])]));
    const asked = Object.entries(filters).filter(([, value]) => value !== '');
    const before = asPosition(req.query.before);
    const entries = await dataOf(deps, university).auditEntry.findMany({
      where: { ...Object.fromEntries(asked), ...(before === null ? {} : { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: PAGE_SIZE + 1,
    });
    const rows = entries.slice(0, PAGE_SIZE);
    const hrefTo = (position: bigint | null) => {
      const query = new URLSearchParams(asked);
      if (position !== null) query.set('before', position.toString());
      const text = query.toString();
      return paths.staffAudit(university.code) + (text === '' ? '' : `?${text}`);
    };
    const last = rows.at(-1);
    renderPage(res, auditTrailPage, {
      form: newForm(filters),
      actions: optionsOf(AUDIT_ACTIONS, filters.action, actionInWords),
      entities: optionsOf(AUDIT_ENTITIES, filters.entity, entityInWords),
      isFiltered: asked.length > 0,
      newestHref: before === null ? null : hrefTo(null),
      olderHref: entries.length > PAGE_SIZE && last ? hrefTo(last.id) : null,
      rows: rows.map((entry): AuditRowView => ({
        id: entry.id.toString(),
        at: entry.at,
        actor: actorInWords(entry.actor),
        action: actionInWords(entry.action),
        entity: entityInWords(entry.entity),
        entityId: entry.entityId,
        before: factsInWords(entry.before),
        after: factsInWords(entry.after),
        cause: entry.cause,
      })),
    });
  };
}
