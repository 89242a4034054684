import { readFileSync } from 'node:fs';
import { createLdapDirectory } from '../gateways/directory-ldap/gateway.ts';
import type { DirectoryGateway } from '../gateways/directory-ldap/port.ts';
import { createTurns, NoTurn } from '../platform/turns.ts';
import { ldapDirectoryOf } from '../platform/ldap-directories.ts';
import type { Environment } from '../platform/env.ts';
import type { LoadedProfile } from '../prisma/profiles/load.ts';

/** For a university that has a directory by its settings and no address by the environment. */
const nowhere: DirectoryGateway = {
  authenticate: async () => ({
    kind: 'unavailable',
    reason: 'misconfigured',
    detail: 'no address: neither LDAP_DIRECTORIES nor LDAP_URL',
  }),
};

/** Conversations with one directory at a time: a crowd that signs in at once takes turns, others' pages in between. */
const AT_ONCE = 4;

/** How long one waits for one's turn, milliseconds. */
const PATIENCE = 4000;

/** A directory that is slow keeps those who wait for it no longer than those whom it speaks with. */
function takingTurns(directory: DirectoryGateway): DirectoryGateway {
  const inTurn = createTurns(AT_ONCE);
  return {
    async authenticate(input) {
      try {
        return await inTurn(() => directory.authenticate(input), PATIENCE);
      } catch (error) {
        if (!(error instanceof NoTurn)) throw error;
        return { kind: 'unavailable', reason: 'slow', detail: 'too many wait for it' };
      }
    },
  };
}

/**
 * How it is reached says the environment, by university or one for all; where people are kept in it and what their user
 * ID is called say the university's settings.
 * @throws Error at once, when a file with an authority cannot be read
 */
export function createDirectories(
  environment: Environment,
): (university: LoadedProfile) => DirectoryGateway {
  const authorities = new Map(
    [environment.LDAP_CA_FILE, ...Object.values(environment.LDAP_DIRECTORIES ?? {}).map(caFileOf)]
      .filter((file) => file !== undefined)
      .map((file) => [file, readFileSync(file, 'utf8')]),
  );
  const kept = new Map<string, DirectoryGateway>();
  return ({ code, profile }) => {
    const signIn = profile.signIn.student;
    const connection = ldapDirectoryOf(environment, code);
    if (signIn?.kind !== 'ldap' || !connection) return nowhere;
    const { baseDn, userFilterAttribute } = signIn;
    const key = JSON.stringify([code, baseDn, userFilterAttribute]);
    const known = kept.get(key);
    if (known) return known;
    const { url, bindDn, bindPassword, startTls, caFile } = connection;
    const ca = caFile === undefined ? undefined : authorities.get(caFile);
    const directory = takingTurns(
      createLdapDirectory({
        ...{ url, bindDn, bindPassword, startTls, baseDn, userAttribute: userFilterAttribute },
        ...(ca === undefined ? {} : { tls: { ca } }),
      }),
    );
    kept.set(key, directory);
    return directory;
  };
}

const caFileOf = ({ caFile }: { caFile?: string | undefined }): string | undefined => caFile;
