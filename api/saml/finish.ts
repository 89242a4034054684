import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { audit } from '../middleware/audit.ts';
import { chosenLocale } from '../middleware/choose-locale.ts';
import { NotFound } from '../middleware/failures.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { beginSession } from '../middleware/sessions.ts';
import type { AuditAction } from '../../domain/audit-actions.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { renderPage } from '../rendering/render-page.ts';
import { onwards } from '../sign-in/onwards.ts';
import { openAccountByNumbers } from '../sign-in/open-account.ts';
import { noRecordPage } from '../sign-in/pages.ts';
import { mixedPage, refusedPage, withheldPage } from './pages.ts';
import { samlSessionOf } from './session.ts';
import { takeTicket } from './ticket.ts';
import type { SamlTicket } from './ticket.ts';

type Accepted = Extract<SamlTicket, { kind: 'accepted' }>;

/** Numbers as the university asserts them, and in capitals, as records write them. */
const spellingsOf = (numbers: readonly string[]) => [
  ...new Set(numbers.flatMap((number) => [number, number.toUpperCase()])),
];

const PEOPLE = `
  select count(distinct student_id)::int as people from affiliation
  where university_id = $1 and student_number = any($2)`;

const auditOf = ({ code, universityId }: LoadedProfile, at: Date, action: AuditAction) => ({
  at,
  actor: 'visitor',
  action,
  entity: 'university',
  entityId: code,
  universityId,
});

/** The page for whatever could not be believed: always the same. */
export function showSamlRefused(res: Response): void {
  const { system: contact } = universityOf(res).profile.contacts;
  renderPage(res, refusedPage, { referenceId: res.locals.requestId, contact }, { status: 403 });
}

/** The page for people who did not agree that the provider tells who they are. */
export function showSamlWithheld(res: Response): void {
  const { profile } = universityOf(res);
  const signIn = profile.signIn.student;
  if (signIn?.kind !== 'saml') throw new NotFound('no single sign-on here');
  const { providerName } = signIn;
  const { system: contact } = profile.contacts;
  renderPage(res, withheldPage, { providerName, contact }, { status: 403 });
}

/**
 * GET, from the provider by way of the consumer: in the browser that had left, the person is signed in.
 * The account is that of the ID that the university gives to nobody else; the records say what they study.
 */
export function showSamlFinish(deps: AppDependencies) {
  const { pool, clock, environment } = deps;

  async function refuseWithoutRecord(res: Response, university: LoadedProfile, numbers: string[]) {
    const { universityId, profile } = university;
    const { rows } = await pool.query<{ people: number }>(PEOPLE, [universityId, numbers]);
    const { records: contact } = profile.contacts;
    const isUnknown = rows[0]?.people === 0;
    const action = isUnknown ? 'sign_in_without_record' : 'sign_in_with_mixed_records';
    await audit(pool, auditOf(university, clock(), action));
    renderPage(res, isUnknown ? noRecordPage : mixedPage, { contact }, { status: 403 });
  }

  async function signIn(req: Request, res: Response, { identity, visit, next }: Accepted) {
    const university = universityOf(res);
    const numbers = spellingsOf(identity.studentNumbers);
    const account = await openAccountByNumbers(pool, {
      university,
      loginId: identity.subjectId,
      studentNumbers: numbers,
      chosenLocale: chosenLocale(req, environment),
      locale: res.locals.locale,
      now: clock(),
    });
    if (!account) return refuseWithoutRecord(res, university, numbers);
    await beginSession(req, account, samlSessionOf(university, visit));
    const { code } = university;
    res.redirect(303, onwards(code, account, next));
  }

  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    if (university.profile.signIn.student?.kind !== 'saml') {
      throw new NotFound('no single sign-on here');
    }
    res.set('Cache-Control', 'no-store');
    const ticket = await takeTicket(deps, req, {
      universityId: university.universityId,
      door: 'student',
    });
    if (!ticket) return showSamlRefused(res);
    if (ticket.kind === 'withheld' || isWithoutNumbers(ticket)) {
      await audit(pool, auditOf(university, clock(), 'sign_in_withheld'));
      return showSamlWithheld(res);
    }
    await signIn(req, res, ticket);
  };
}

/** A student who did not release their numbers; staff have none to release. */
function isWithoutNumbers({ identity }: Accepted): boolean {
  const { affiliations, studentNumbers } = identity;
  const mayBeStudent = affiliations.length === 0 || affiliations.includes('student');
  return studentNumbers.length === 0 && mayBeStudent;
}
