import type { Request, Response } from 'express';
import { z } from 'zod';
import { parseMailAddress, suggestMailDomain } from '../../domain/mail/address.ts';
import type { MailAddressProblem } from '../../domain/mail/address.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import { TooManyAttempts } from '../middleware/attempt-limits.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { requestLink } from '../one-time-links/request-link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import type { MailLimits } from './limits.ts';
import { addressFormPage } from './pages.ts';
import type { AddressFormModel } from './pages.ts';

/** What is wrong with an address, in the words of the page; a missing entry would not compile. */
const PROBLEMS: Record<MailAddressProblem, string> = {
  empty: 'registration.errors.empty',
  spaces: 'registration.errors.spaces',
  full_width: 'registration.errors.fullWidth',
  control_characters: 'registration.errors.spaces',
  quotes: 'registration.errors.quotes',
  at_sign: 'registration.errors.atSign',
  repeated_dots: 'registration.errors.carrier',
  dot_first: 'registration.errors.carrier',
  dot_before_at: 'registration.errors.carrier',
  domain: 'registration.errors.domain',
  syntax: 'registration.errors.syntax',
  too_long: 'registration.errors.tooLong',
};

/** Both fields are read alike, so that one typed in full width and the other not are the same address. */
const schema = z
  .object({
    mailAddress: z.string().transform((typed, context) => {
      const parsed = parseMailAddress(typed);
      if (parsed.ok) return parsed.address;
      context.addIssue({ code: 'custom', message: PROBLEMS[parsed.problem] });
      return z.NEVER;
    }),
    mailAddressCheck: z.string().transform((typed, context) => {
      const parsed = parseMailAddress(typed);
      if (parsed.ok) return parsed.address;
      if (parsed.problem !== 'empty') return typed;
      context.addIssue({ code: 'custom', message: 'registration.errors.checkEmpty' });
      return z.NEVER;
    }),
    /** The address that the person keeps although it looks mistyped. */
    keep: z.string().optional(),
  })
  .refine(({ mailAddress, mailAddressCheck }) => mailAddress === mailAddressCheck, {
    path: ['mailAddressCheck'],
    message: 'registration.errors.mismatch',
  });

function modelFor(res: Response, form: FormState): AddressFormModel {
  const { mail, oneTimeLink } = universityOf(res).profile;
  const { senderAddress } = mail;
  return { form, senderAddress, minutes: oneTimeLink.ttlMinutes, hint: null, retryAt: null };
}

/** @returns the address with a common domain in place of one that looks mistyped, or null */
function likelyMeant(address: string): string | null {
  const domain = suggestMailDomain(address);
  return domain === null ? null : `${address.slice(0, address.indexOf('@'))}@${domain}`;
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
  renderPage(res, addressFormPage, modelFor(res, newForm()));
}

/** POST: checks the address, then has a mail with a link sent to it and shows the waiting page. */
export function submitAddressForm(deps: AppDependencies, limits: MailLimits) {
  return async (req: Request, res: Response): Promise<void> => {
    if (sendOnward(res)) return;
    const parsed = parseForm(schema, req.body);
    if (!parsed.ok) {
      return renderPage(res, addressFormPage, modelFor(res, parsed), { status: 400 });
    }
    const { mailAddress, keep } = parsed.value;
    const form = newForm({ mailAddress, mailAddressCheck: mailAddress });
    const model = modelFor(res, form);
    const meant = keep === mailAddress ? null : likelyMeant(mailAddress);
    if (meant !== null) {
      return renderPage(res, addressFormPage, { ...model, hint: { typed: mailAddress, meant } });
    }
    const { accountId } = accountOf(res);
    try {
      await limits.count(accountId, mailAddress);
    } catch (error) {
      if (!(error instanceof TooManyAttempts)) throw error;
      const { retryAt } = error;
      return renderPage(res, addressFormPage, { ...model, retryAt }, { status: 429 });
    }
    const university = universityOf(res);
    const { locale } = res.locals;
    await requestLink(deps, {
      purpose: 'register_address',
      accountId,
      staffId: null,
      university,
      mailAddress,
      locale,
      actor: `account:${accountId}`,
      now: deps.clock(),
    });
    res.redirect(303, paths.mailAddressSent(university.code));
  };
}
