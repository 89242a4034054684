import type { RequestBook, SamlGateway } from '../../gateways/directory-saml/port.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { AppDependencies } from '../dependencies.ts';

/** @returns the identity provider of a university whose settings name one, else null */
export function gatewayOf(
  { singleSignOn }: Pick<AppDependencies, 'singleSignOn'>,
  { code, profile }: LoadedProfile,
): SamlGateway | null {
  const signIn = profile.signIn.student;
  if (signIn?.kind !== 'saml') return null;
  return singleSignOn.of({ code, entityId: signIn.entityId, scopes: signIn.scopes });
}

const WAITING = `
  select created_at from saml_request
  where id = $1 and university_id = $2 and used_at is null and expires_at > $3`;

/** The university's requests that wait for an answer. Using one up is `issueTicket`'s. */
export function requestBookOf(
  { pool, clock }: Pick<AppDependencies, 'pool' | 'clock'>,
  { universityId }: LoadedProfile,
): RequestBook {
  return {
    save: () => Promise.reject(new Error('only a browser that leaves makes a request')),
    async waitingSince(requestId) {
      const { rows } = await pool.query<{ created_at: Date }>(WAITING, [
        requestId,
        universityId,
        clock(),
      ]);
      return rows[0]?.created_at ?? null;
    },
  };
}
