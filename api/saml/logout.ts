import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { audit } from '../middleware/audit.ts';
import { NotFound } from '../middleware/failures.ts';
import { universityOf } from '../middleware/request-facts.ts';
import type { SamlSession } from '../middleware/sessions.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { showSamlRefused } from './finish.ts';
import { gatewayOf } from './gateway-of.ts';
import { halfSignedOutPage } from './pages.ts';
import { createRefusalLimit } from './refusal-limit.ts';
import { samlSubjectOf } from './session.ts';
import type { SamlDoor } from './ticket.ts';

/** Goes along to the provider when staff log out, so that they come back to their own door. */
const FROM_STAFF_DOOR = 'staff';

/**
 * @param saml of a session that was just ended here
 * @returns where to send the browser so that the visit at the provider ends too, null where there is nothing to end
 */
export async function providerLogoutAddress(
  deps: Pick<AppDependencies, 'singleSignOn'>,
  university: LoadedProfile,
  saml: SamlSession | undefined,
  door: SamlDoor,
): Promise<string | null> {
  if (!saml) return null;
  const relayState = door === 'staff' ? FROM_STAFF_DOOR : '';
  return (await gatewayOf(deps, university)?.logoutUrl(saml, relayState)) ?? null;
}

/** People's and staff's alike; the next click there says why, and each has its audit row. */
const END = `
  with ended as (
    update session set ended_at = $1, ended_because = 'single_logout'
    where saml_subject = $2 and ended_at is null
      and ($3::text[] = '{}' or data -> 'saml' ->> 'sessionIndex' = any($3))
    returning account_id, staff_id
  )
  insert into audit_entry (at, actor, action, entity, entity_id, cause, university_id)
  select $1, 'provider:saml', 'session_ended',
    case when account_id is null then 'staff_member' else 'account' end,
    coalesce(account_id, staff_id)::text, 'single_logout', $4
  from ended where coalesce(account_id, staff_id) is not null`;

/**
 * GET: the provider's single logout, by redirect. Its request ends the sessions that it names, whichever browser brings
 * it; its answer to ours ends at the sign-in page. Unsigned or doubtful messages change nothing.
 */
export function receiveSamlLogout(deps: AppDependencies) {
  const { pool, clock, logger } = deps;
  const mayAudit = createRefusalLimit(deps);
  return async (req: Request, res: Response): Promise<void> => {
    const university = universityOf(res);
    const { code, universityId, profile } = university;
    const gateway = gatewayOf(deps, university);
    const signIn = profile.signIn.student;
    if (!gateway || signIn?.kind !== 'saml') throw new NotFound('no single sign-on here');
    res.set('Cache-Control', 'no-store');
    const now = clock();
    const message = await gateway.readLogout(req.originalUrl.split('?').slice(1).join('?'), now);
    if (message.kind === 'response') {
      const signInOf = message.relayState === FROM_STAFF_DOOR ? paths.staffSignIn : paths.signIn;
      if (message.isSuccess) return res.redirect(303, `${signInOf(code)}?after=sign-out`);
      return renderPage(res, halfSignedOutPage, { providerName: signIn.providerName });
    }
    if (message.kind === 'request') {
      const subject = samlSubjectOf(university, message.nameId);
      await pool.query(END, [now, subject, message.sessionIndexes, universityId]);
      return res.redirect(303, await message.answerUrl());
    }
    const cause = message.kind === 'refused' ? message.reason : message.kind;
    logger.warn(
      { requestId: res.locals.requestId, university: code, cause },
      'SAML logout refused',
    );
    if (await mayAudit(req)) {
      await audit(pool, {
        at: now,
        actor: 'provider:saml',
        action: 'single_logout_refused',
        entity: 'university',
        entityId: code,
        cause,
        universityId,
      });
    }
    // Somebody who comes back from logging out is logged out here, whatever the provider's answer is worth.
    if (typeof req.query.SAMLResponse !== 'string') return showSamlRefused(res);
    renderPage(res, halfSignedOutPage, { providerName: signIn.providerName });
  };
}
