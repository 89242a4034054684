import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { Pool } from 'pg';
import { isKeptField, MOST_KEPT_FORMS } from '../../domain/account/kept-forms.ts';
import { paths } from '../paths.ts';
import { hasPage } from './has-page.ts';

/** The control of the address that names a kept form. */
export const KEPT = 'kept';

/** Where a person goes on whose form came too late. */
export interface FormPage {
  /** Path of the page with the form; with `?kept=` where the page will show what was typed. */
  href: string;
  /** Whether something was typed, and is kept. */
  isKept: boolean;
}

const KEEP = `
  with pushed_out as (
    delete from kept_form where account_id = $2 and (path = $3 or id in (
      select id from kept_form where account_id = $2 and path <> $3 order by created_at desc offset ${MOST_KEPT_FORMS - 1}))
  )
  insert into kept_form (id, account_id, path, fields, created_at) values ($1, $2, $3, $4, $5)`;

/** The page that sent the form, as far as the browser tells; only pages of the same university. */
function sendingPage(req: Request, university: string): string | null {
  const referrer = req.get('referer') ?? '';
  if (!URL.canParse(referrer)) return null;
  const { host, pathname } = new URL(referrer);
  const isOurs = host === req.get('host') && pathname.startsWith(`${paths.landing(university)}/`);
  return isOurs && hasPage(req.app, pathname) ? pathname : null;
}

/** @returns where the person goes on, with nothing kept */
export function pageOfForm(req: Request, university: string): FormPage {
  const href = hasPage(req.app, req.path) ? req.path : sendingPage(req, university);
  return { href: href ?? paths.top(university), isKept: false };
}

function typedFields(body: unknown): Record<string, string> {
  const typed = Object.entries((body ?? {}) as Record<string, unknown>).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  // PostgreSQL takes no text with NUL in it, and nobody types one.
  const kept = typed.map(([name, value]) => [name, value.replaceAll('\0', '')] as const);
  return Object.fromEntries(kept.filter(([name]) => isKeptField(name)));
}

/**
 * Keeps what was typed into a form for its owner, where the page that shows the form has the address that the form is
 * sent to: there, and nowhere else, it will be shown again. A form with nothing typed leaves nothing.
 */
export async function keepForm(
  pool: Pool,
  req: Request,
  form: { accountId: string; university: string; now: Date },
): Promise<FormPage> {
  const page = pageOfForm(req, form.university);
  const fields = typedFields(req.body);
  if (page.href !== req.path || Object.keys(fields).length === 0) return page;
  const id = randomUUID();
  await pool.query(KEEP, [id, form.accountId, req.path, JSON.stringify(fields), form.now]);
  return { href: `${page.href}?${new URLSearchParams({ [KEPT]: id }).toString()}`, isKept: true };
}
