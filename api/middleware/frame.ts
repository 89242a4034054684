import type { Request, Response } from 'express';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { paths } from '../paths.ts';
import type { LayoutAccount, MenuEntry } from '../rendering/layout-model.ts';
import { buildLayout } from '../rendering/set-up-layout.ts';
import type { LayoutFacts } from '../rendering/set-up-layout.ts';
import type { SignedInAccount } from './request-facts.ts';

/** R-133…R-138: what is built, for people who may use it. */
function menuOf(account: SignedInAccount): MenuEntry[] {
  const { universityCode } = account;
  const signOut: MenuEntry = {
    label: 'common.menu.signOut',
    href: paths.signOut(universityCode),
    method: 'post',
  };
  if (!account.mailConfirmed) return [signOut];
  return [
    { label: 'common.menu.top', href: paths.top(universityCode), method: 'get' },
    { label: 'home.menu.orders', href: paths.orders(universityCode), method: 'get' },
    signOut,
  ];
}

function accountInFrame(account: SignedInAccount): LayoutAccount {
  const { previousSignInAt } = account;
  return {
    previousSignInAt: previousSignInAt === null ? null : new Date(previousSignInAt),
    menu: menuOf(account),
  };
}

/** @returns what is known about a request, for the frame of its page */
export function frameFacts(res: Response): LayoutFacts {
  const { locale, university, account, formToken } = res.locals;
  return {
    locale,
    university: university ?? null,
    account: account ? accountInFrame(account) : null,
    csrfToken: formToken ?? null,
  };
}

/** For pages whose university is known by what they are about (a link, a payment), not by their address. */
export function showUniversity(
  req: Request,
  res: Response,
  university: LoadedProfile,
  now: Date,
): void {
  res.locals.university = university;
  const account = req.session.account;
  if (account?.universityCode === university.code) res.locals.account = account;
  res.locals.layout = buildLayout(frameFacts(res), req, now);
}
