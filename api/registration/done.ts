import type { Request, Response } from 'express';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { donePage } from './pages.ts';

/** GET: メールアドレス設定完了. Whoever still has to register is led there instead. */
export function showDone(_req: Request, res: Response): void {
  const { account, confirmedSinceSignIn } = res.locals;
  if (account && !account.mailConfirmed && !confirmedSinceSignIn) {
    return res.redirect(303, paths.mailAddress(universityOf(res).code));
  }
  renderPage(res, donePage, {});
}
