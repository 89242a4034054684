import type { Request, Response } from 'express';
import { isAllowed } from '../../domain/staff/roles.ts';
import type { MenuEntryId, UniversityProfile } from '../../domain/university/profile.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { paths } from '../paths.ts';
import type { LayoutAccount, MenuEntry } from '../rendering/layout-model.ts';
import { buildLayout } from '../rendering/set-up-layout.ts';
import type { LayoutFacts, SessionFacts } from '../rendering/set-up-layout.ts';
import type { SignedInAccount, StaffAtWork } from './request-facts.ts';

/** Where each entry of the menu leads, and its words. */
const ENTRIES: Readonly<Record<MenuEntryId, { label: string; path: (code: string) => string }>> = {
  top: { label: 'common.menu.top', path: paths.top },
  orders: { label: 'common.menu.orders', path: paths.orders },
  messages: { label: 'common.menu.messages', path: paths.messages },
  change_mail_address: { label: 'common.menu.changeMailAddress', path: paths.changeMailAddress },
  change_second_password: {
    label: 'common.menu.changeSecondPassword',
    path: paths.changeSecondPassword,
  },
  sessions: { label: 'common.menu.sessions', path: paths.sessions },
  manual: { label: 'common.menu.manual', path: paths.manual },
};

/**
 * The menu ⚙ as the university composes it for a type of user (R-133…R-138). Until the first sign-in is finished
 * nothing else is open, so there is only the way out.
 */
export function menuOf(
  account: Pick<
    SignedInAccount,
    'universityCode' | 'userType' | 'mailConfirmed' | 'secondPasswordMissing'
  >,
  { menu, secondPassword }: Pick<UniversityProfile, 'menu' | 'secondPassword'>,
): MenuEntry[] {
  const { universityCode, userType } = account;
  const signOut = { label: 'common.menu.signOut', href: paths.signOut(universityCode) };
  const isFinished = account.mailConfirmed && !account.secondPasswordMissing;
  const entries = isFinished ? menu[userType] : [];
  return [
    ...entries
      .filter((id) => id !== 'change_second_password' || secondPassword[userType])
      .map((id) => ({
        label: ENTRIES[id].label,
        href: ENTRIES[id].path(universityCode),
        method: 'get' as const,
      })),
    { ...signOut, method: 'post' },
  ];
}

function accountInFrame(account: SignedInAccount, profile: UniversityProfile): LayoutAccount {
  const { previousSignInAt } = account;
  return {
    previousSignInAt: previousSignInAt === null ? null : new Date(previousSignInAt),
    menu: menuOf(account, profile),
  };
}

/** What a member of staff may open; whoever is between password and code has no menu yet. */
export function staffInFrame(
  { roles, previousSignInAt }: Pick<StaffAtWork, 'roles' | 'previousSignInAt'>,
  code: string,
): LayoutAccount {
  const entry = (label: string, href: string) => ({ label, href, method: 'get' as const });
  return {
    previousSignInAt,
    home: 'staffDesk',
    menu: [
      entry('staff.menu.desk', paths.staffDesk(code)),
      ...(isAllowed(roles, 'order.read')
        ? [
            entry('staffOrders.tasks.title', paths.staffTasks(code)),
            entry('staffOrders.orders.title', paths.staffOrders(code)),
          ]
        : []),
      ...(isAllowed(roles, 'money.read')
        ? [entry('staffOrders.money.title', paths.staffMoney(code))]
        : []),
      ...(isAllowed(roles, 'members.read')
        ? [entry('staff.menu.members', paths.staffMembers(code))]
        : []),
      ...(isAllowed(roles, 'audit.read')
        ? [entry('staff.menu.audit', paths.staffAudit(code))]
        : []),
      entry('staff.menu.recoveryCodes', paths.staffRecoveryCodes(code)),
      { label: 'common.menu.signOut', href: paths.staffSignOut(code), method: 'post' },
    ],
  };
}

/** Addresses of the session, on the side of the service that it belongs to. */
const SESSION_PATHS = {
  account: { address: paths.stayedSignedIn, signOut: paths.signOut, signIn: paths.signIn },
  staff: { address: paths.staffSession, signOut: paths.staffSignOut, signIn: paths.staffSignIn },
};

function sessionInFrame({
  session,
  account,
  staff,
  university,
}: Response['locals']): SessionFacts | null {
  if (!session || !university || !(account ?? staff)) return null;
  const { idleEndsAt, longestEndsAt, idleSeconds } = session;
  const { address, signOut, signIn } = SESSION_PATHS[staff ? 'staff' : 'account'];
  return {
    idleEndsAt,
    longestEndsAt,
    idleSeconds,
    address: address(university.code),
    signOutHref: signOut(university.code),
    signInHref: signIn(university.code),
  };
}

/** @returns what is known about a request, for the frame of its page */
export function frameFacts(res: Response): LayoutFacts {
  const { locale, university, account, staff, formToken } = res.locals;
  const signedIn = university && {
    ...(account ? { account: accountInFrame(account, university.profile) } : {}),
    ...(staff ? { account: staffInFrame(staff, university.code) } : {}),
  };
  return {
    locale,
    university: university ?? null,
    account: signedIn?.account ?? null,
    csrfToken: formToken ?? null,
    session: sessionInFrame(res.locals),
    sessionEnd: res.locals.sessionEnd?.because ?? null,
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
  const { account, row } = req.session;
  if (account?.universityCode === university.code) {
    res.locals.account = account;
    if (row) res.locals.session = row;
  }
  res.locals.layout = buildLayout(frameFacts(res), req, now);
}
