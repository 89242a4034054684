import type { Request, Response } from 'express';
import { linkMinutes } from '../../domain/mail/link-lifetime.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { AddressFrozen, requestLink } from '../one-time-links/request-link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { fieldsOf, readAddress, retryTime } from './address-fields.ts';
import type { AddressFields } from './address-fields.ts';
import type { MailLimits } from './limits.ts';
import { changedPage, changePage, frozenPage } from './pages.ts';
import { currentAddress } from './queries.ts';
import type { CurrentAddress } from './queries.ts';

function show(res: Response, current: CurrentAddress, fields: AddressFields, status = 200): void {
  const { mail, oneTimeLink } = universityOf(res).profile;
  const model = {
    ...fields,
    current: current.mailAddress,
    hasBounced: current.bouncedAt !== null,
    senderAddress: mail.senderAddress,
    minutes: linkMinutes(oneTimeLink, 'change_address'),
  };
  renderPage(res, changePage, model, { status });
}

/** After an objection nobody changes the address for a while; the page says until when and whom to ask. */
function showFrozen(res: Response, current: CurrentAddress, until: Date, status: number): void {
  const contact = universityOf(res).profile.contacts.system;
  renderPage(res, frozenPage, { current: current.mailAddress, until, contact }, { status });
}

/** GET: メールアドレスの変更, with the current address. */
export function showChange(deps: AppDependencies): Handler {
  return async (_req, res) => {
    const current = await currentAddress(deps.pool, accountOf(res).accountId);
    const { frozenUntil } = current;
    if (frozenUntil && frozenUntil > deps.clock())
      return showFrozen(res, current, frozenUntil, 200);
    show(res, current, fieldsOf(newForm()));
  };
}

/** POST: has a mail with a link sent to the new address; the old one is told. */
export function submitChange(deps: AppDependencies, limits: MailLimits): Handler {
  return async (req: Request, res: Response): Promise<void> => {
    const { accountId } = accountOf(res);
    const current = await currentAddress(deps.pool, accountId);
    const entered = readAddress(req.body);
    if (!entered.ok) return show(res, current, entered.fields, entered.fields.hint ? 200 : 400);
    const { mailAddress, fields } = entered;
    // The same address again is of use only where mail to it came back: it proves that it works now.
    const isSame = mailAddress.toLowerCase() === current.mailAddress.toLowerCase();
    if (isSame && current.bouncedAt === null) {
      const error = { field: 'mailAddress', message: { key: 'mailAddress.errors.same' } };
      return show(res, current, { ...fields, form: withErrors(fields.form, error) }, 400);
    }
    const retryAt = await retryTime(() => limits.count(accountId, mailAddress));
    if (retryAt) return show(res, current, { ...fields, retryAt }, 429);
    const university = universityOf(res);
    try {
      await requestLink(deps, {
        purpose: 'change_address',
        accountId,
        staffId: null,
        university,
        mailAddress,
        locale: res.locals.locale,
        actor: `account:${accountId}`,
        now: deps.clock(),
      });
    } catch (error) {
      if (!(error instanceof AddressFrozen)) throw error;
      return showFrozen(res, current, error.until, 409);
    }
    res.redirect(303, paths.changeMailAddressSent(university.code));
  };
}

/** GET: the change is done; open to all, because the link may be opened where nobody is signed in. */
export function showChanged(_req: Request, res: Response): void {
  renderPage(res, changedPage, {});
}
