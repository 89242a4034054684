import type { Request, Response } from 'express';
import { paths } from '../paths.ts';
import { NotFound } from '../middleware/failures.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { renderPage } from '../rendering/render-page.ts';
import { nextAddress } from '../sign-in/next-address.ts';
import type { SignInNotice } from '../sign-in/pages.ts';
import { samlSignInPage } from './pages.ts';

const NOTICES: readonly SignInNotice[] = ['registration', 'sign-out'];

/**
 * GET: what to read before leaving for the university's own login page, and the button (R-028…R-030). Whoever is signed
 * in already goes on.
 */
export function showSamlSignIn(req: Request, res: Response): void {
  const { code, profile } = universityOf(res);
  const signIn = profile.signIn.student;
  if (signIn?.kind !== 'saml') throw new NotFound('no single sign-on here');
  const next = nextAddress(req.query.next, code);
  if (res.locals.account && !res.locals.confirmedSinceSignIn) {
    return res.redirect(303, next ?? paths.top(code));
  }
  renderPage(res, samlSignInPage, {
    providerName: signIn.providerName,
    next: next ?? '',
    notice: NOTICES.find((known) => known === req.query.after) ?? null,
    notes: profile.notices.signIn,
  });
}
