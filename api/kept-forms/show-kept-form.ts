import type { RequestHandler, Response } from 'express';
import type { Pool } from 'pg';
import { KEPT_FOR_DAYS } from '../../domain/account/kept-forms.ts';
import type { FormState } from '../forms/form-state.ts';
import { KEPT } from './keep-form.ts';

/** The type of `res.locals`. */
declare module 'express-serve-static-core' {
  interface Locals {
    /** What the person typed into the form of this page before the session ended. */
    keptFields?: Readonly<Record<string, string>>;
  }
}

const TAKE = `
  delete from kept_form
  where id = $1 and account_id = $2 and path = $3 and created_at > $4::timestamptz - interval '${KEPT_FOR_DAYS} days'
  returning fields`;

const IS_UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Finds what the address says was kept for this page: only for the account that typed it, only on the page that it
 * was typed into, once. Costs nothing where the address says nothing.
 */
export function showKeptForm(pool: Pool): RequestHandler {
  return async (req, res, next) => {
    const { account, layout } = res.locals;
    const id = req.query[KEPT];
    if (req.method === 'GET' && account && typeof id === 'string' && IS_UUID.test(id)) {
      const { rows } = await pool.query<{ fields: Record<string, string> }>(TAKE, [
        id,
        account.accountId,
        req.path,
        layout.now,
      ]);
      if (rows[0]) res.locals.keptFields = rows[0].fields;
    }
    next();
  };
}

/** Puts what was kept into the form of a page, for `renderPage`; a page without a form stays as it is. */
export function withKeptFields<M extends object>(
  { locals }: Response,
  model: M,
): { model: M; isFilledIn: boolean } {
  const { form } = model as { form?: FormState };
  if (!locals.keptFields || !form) return { model, isFilledIn: false };
  const values = { ...form.values, ...locals.keptFields };
  return { model: { ...model, form: { ...form, values } }, isFilledIn: true };
}
