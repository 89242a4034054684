import { createHash } from 'node:crypto';
import type { SamlVisit } from '../../gateways/directory-saml/port.ts';
import type { LoadedProfile } from '../../prisma/profiles/load.ts';
import type { SamlSession } from '../middleware/sessions.ts';

/** @returns what the column `session.saml_subject` holds of a provider and a NameID that it gave to somebody's visit */
export function samlSubjectOf({ profile }: LoadedProfile, nameId: string): string {
  const signIn = profile.signIn.student;
  const provider = signIn?.kind === 'saml' ? signIn.entityId : '';
  return createHash('sha256')
    .update(JSON.stringify([provider, nameId]))
    .digest('hex');
}

/** What a session keeps of a visit, so that it can be ended there and from there. */
export function samlSessionOf(university: LoadedProfile, visit: SamlVisit): SamlSession {
  return { subject: samlSubjectOf(university, visit.nameId), ...visit };
}
