import type { Request, Response } from 'express';
import { linkMinutes } from '../../domain/mail/link-lifetime.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm } from '../forms/form-state.ts';
import { fieldsOf, readAddress, retryTime } from '../mail-address/address-fields.ts';
import type { AddressFields } from '../mail-address/address-fields.ts';
import type { MailLimits } from '../mail-address/limits.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { requestLink } from '../one-time-links/request-link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { addressFormPage } from './pages.ts';

function show(res: Response, fields: AddressFields, status = 200): void {
  const { mail, oneTimeLink } = universityOf(res).profile;
  const { senderAddress } = mail;
  const minutes = linkMinutes(oneTimeLink, 'register_address');
  renderPage(res, addressFormPage, { ...fields, senderAddress, minutes }, { status });
}

/** Somebody whose address is confirmed is past this page; changing it has pages of its own. */
function sendOnward(res: Response): boolean {
  if (!accountOf(res).mailConfirmed) return false;
  res.redirect(303, paths.top(universityOf(res).code));
  return true;
}

/** GET: メールアドレスの設定 (R-032…R-042). */
export function showAddressForm(_req: Request, res: Response): void {
  if (sendOnward(res)) return;
  show(res, fieldsOf(newForm()));
}

/** POST: checks the address, then has a mail with a link sent to it and shows the waiting page. */
export function submitAddressForm(deps: AppDependencies, limits: MailLimits) {
  return async (req: Request, res: Response): Promise<void> => {
    if (sendOnward(res)) return;
    const entered = readAddress(req.body);
    if (!entered.ok) return show(res, entered.fields, entered.fields.hint ? 200 : 400);
    const { mailAddress, fields } = entered;
    const { accountId } = accountOf(res);
    const retryAt = await retryTime(() => limits.count(accountId, mailAddress));
    if (retryAt) return show(res, { ...fields, retryAt }, 429);
    const university = universityOf(res);
    await requestLink(deps, {
      purpose: 'register_address',
      accountId,
      staffId: null,
      university,
      mailAddress,
      locale: res.locals.locale,
      actor: `account:${accountId}`,
      now: deps.clock(),
    });
    res.redirect(303, paths.mailAddressSent(university.code));
  };
}
