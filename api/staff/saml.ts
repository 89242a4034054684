import type { Request, Response } from 'express';
import { createTextSealer } from '../../platform/sealed-text.ts';
import type { AppDependencies } from '../dependencies.ts';
import { ownCookie } from '../middleware/cookies.ts';
import { NotFound } from '../middleware/failures.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { confirmByLink } from '../one-time-links/confirm.ts';
import { goodLink } from '../one-time-links/good-link.ts';
import type { FoundLink } from '../one-time-links/link.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { createBeginLimit } from '../saml/begin-limit.ts';
import { beginSingleSignOn } from '../saml/begin.ts';
import { samlSessionOf } from '../saml/session.ts';
import { takeTicket } from '../saml/ticket.ts';
import { note } from './audit.ts';
import { dataOf } from './data.ts';
import { pageBehindDoor, providerOf } from './door.ts';
import { openDesk, recordSignIn } from './enter.ts';
import { notInvitedPage } from './pages.ts';

/** How long somebody may stay at the provider's page before an invitation has to be opened again. Milliseconds. */
const ACCEPTANCE = 10 * 60_000;

/** The invitation that is being accepted at the provider waits in a cookie, which only we can read. */
const acceptance = ({ environment }: AppDependencies) => ({
  cookie: ownCookie(environment, 'staff-invitation'),
  sealer: createTextSealer(environment.COOKIE_SECRET, 'staff-acceptance'),
});

/** POST: to the university's own sign-in page, where its staff use that. */
export function submitStaffSaml(deps: AppDependencies) {
  const countBeginning = createBeginLimit(deps);
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    if (providerOf(university) === null) throw new NotFound('no single sign-on for staff here');
    await countBeginning(req);
    const body = req.body as Record<string, unknown> | undefined;
    const next = pageBehindDoor(body?.next, university.code);
    // An invitation that somebody left off accepting in this browser is not for whoever logs in here.
    const { cookie } = acceptance(deps);
    res.clearCookie(cookie.name, cookie.options);
    await beginSingleSignOn(deps, req, res, { door: 'staff', next });
  };
}

/** Accepts an invitation there: who comes back is the member from now on. */
export async function beginAcceptance(
  deps: AppDependencies,
  req: Request,
  res: Response,
  found: FoundLink,
): Promise<void> {
  const { cookie, sealer } = acceptance(deps);
  const value = sealer.seal(found.token, found.universityCode);
  res.cookie(cookie.name, value, { ...cookie.options, maxAge: ACCEPTANCE });
  await beginSingleSignOn(deps, req, res, { door: 'staff', next: null });
}

/** GET: back from the provider with a ticket; through the door, or an invitation accepted. */
export function finishStaffSaml(deps: AppDependencies) {
  const { clock } = deps;

  /** @returns the invitation that this browser was accepting, while it is good */
  async function acceptedLink(req: Request, res: Response): Promise<FoundLink | null> {
    const { cookie, sealer } = acceptance(deps);
    const university = universityOf(res);
    const cookies = req.cookies as Record<string, string> | undefined;
    const token = sealer.open(cookies?.[cookie.name] ?? '', university.code);
    if (token === null) return null;
    res.clearCookie(cookie.name, cookie.options);
    return goodLink(deps, token, 'staff_invitation', university);
  }

  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { universityId, code } = university;
    if (providerOf(university) === null) throw new NotFound('no single sign-on for staff here');
    const signIn = paths.staffSignIn(code);
    const ticket = await takeTicket(deps, req, { universityId, door: 'staff' });
    if (!ticket) return res.redirect(303, signIn);
    if (ticket.kind === 'withheld') return res.redirect(303, `${signIn}?after=withheld`);

    const { subjectId } = ticket.identity;
    const found = await acceptedLink(req, res);
    const data = dataOf(deps, university);
    const whose = { universityId_subjectId: { universityId, subjectId } };
    const known = await data.staffMember.findUnique({ where: whose, select: { id: true } });
    // One person of the university is one member: whoever is known already simply comes in.
    if (found && (known === null || known.id === found.staffId)) {
      const result = await confirmByLink(deps, res, found, { subjectId });
      if (result === 'answered') return;
    }
    const now = clock();
    const entered = await data.$transaction(async (inside) => {
      const member = await inside.staffMember.findUnique({
        where: { ...whose, state: 'active' },
        select: { id: true, lastSignInAt: true },
      });
      if (!member) {
        const entry = { at: now, staffId: null, entity: 'university', entityId: code } as const;
        await note(inside, { ...entry, action: 'staff_not_invited' });
        return null;
      }
      return { id: member.id, previous: await recordSignIn(inside, member, 'saml', now) };
    });
    if (!entered) return renderPage(res, notInvitedPage, { signInHref: signIn }, { status: 403 });
    const next = pageBehindDoor(ticket.next, code);
    await openDesk(
      req,
      university,
      entered.id,
      entered.previous,
      samlSessionOf(university, ticket.visit),
    );
    res.redirect(303, next ?? paths.staffDesk(code));
  };
}
