import type { Request, Response } from 'express';
import type { SamlAnswer } from '../../gateways/directory-saml/port.ts';
import type { AppDependencies } from '../dependencies.ts';
import { audit } from '../middleware/audit.ts';
import { NotFound } from '../middleware/failures.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import { paths } from '../paths.ts';
import { gatewayOf, requestBookOf } from './gateway-of.ts';
import { createRefusalLimit } from './refusal-limit.ts';
import { issueTicket } from './ticket.ts';

/** Why nobody was let in, for the audit. */
type Cause = Extract<SamlAnswer, { kind: 'refused' }>['reason'] | 'unavailable' | 'answered_before';

/** One row an answer that was not believed (I17); a plain word, nothing of the person. */
async function auditRefusal(
  { pool, clock }: AppDependencies,
  { code, universityId }: LoadedProfile,
  cause: Cause,
): Promise<void> {
  await audit(pool, {
    at: clock(),
    actor: 'provider:saml',
    action: 'single_sign_on_refused',
    entity: 'university',
    entityId: code,
    cause,
    universityId,
  });
}

/**
 * POST: what a browser brings from the provider. It comes from another site, so without our cookies: nothing is believed
 * but the message itself, and nobody is signed in here. Whoever it names gets a ticket for the page where the browser
 * shows its cookie; for everything else that page, without a ticket, says that the sign-in did not work.
 */
export function receiveSamlResponse(deps: AppDependencies) {
  const { clock, logger, profiles } = deps;
  const mayAudit = createRefusalLimit(deps);
  return async (req: Request, res: Response): Promise<void> => {
    const university = await profiles.inForce(String(req.params.university), clock());
    const gateway = university && gatewayOf(deps, university);
    if (!gateway) throw new NotFound('no single sign-on here');
    res.locals.university = university;
    const { code, universityId } = university;
    const body = req.body as Record<string, unknown> | undefined;
    const posted = typeof body?.SAMLResponse === 'string' ? body.SAMLResponse : '';
    const answer = await gateway.read(posted, requestBookOf(deps, university), clock());

    const isGenuine = answer.kind === 'accepted' || answer.kind === 'withheld';
    const issued = isGenuine ? await issueTicket(deps, universityId, answer) : null;
    if (!issued) {
      const cause =
        answer.kind === 'refused'
          ? answer.reason
          : answer.kind === 'unavailable'
            ? answer.kind
            : 'answered_before';
      logger.warn({ requestId: res.locals.requestId, university: code, cause }, 'SAML refused');
      if (await mayAudit(req)) await auditRefusal(deps, university, cause);
      return res.redirect(303, paths.samlFinish(code));
    }
    const finish = issued.door === 'staff' ? paths.staffSamlFinish : paths.samlFinish;
    res.redirect(
      303,
      `${finish(code)}?${new URLSearchParams({ ticket: issued.ticket }).toString()}`,
    );
  };
}
