import { z } from 'zod';

/**
 * `LDAP_DIRECTORIES`: the directories of universities that have one of their own, by the university's code, as JSON:
 * `{"mukono": {"url": "ldaps://…", "bindDn": "…", "bindPassword": "…", "startTls": false, "caFile": "…"}}`.
 */
const directory = z
  .strictObject({
    url: z.url({ protocol: /^ldaps?$/, error: 'must begin with ldap:// or ldaps://' }),
    /** The account with which people are looked up. */
    bindDn: z.string().min(1),
    bindPassword: z.string().min(1),
    /** With `ldap://`: TLS is started before anything else is said. */
    startTls: z.boolean().default(false),
    /** PEM file of the authority to trust, when it is not a public one. */
    caFile: z.string().min(1).optional(),
  })
  .refine(({ url, startTls }) => !(startTls && url.startsWith('ldaps:')), {
    path: ['startTls'],
    message: 'is for ldap:// addresses; ldaps:// is TLS from the first byte',
  });

export type LdapDirectory = z.infer<typeof directory>;

/** Messages never repeat the text: there are passwords in it. */
export const ldapDirectories = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be a university’s code'), directory));

/** What the common variables say, for universities that `LDAP_DIRECTORIES` does not name. */
export interface CommonDirectory {
  NODE_ENV: string;
  LDAP_URL?: string | undefined;
  LDAP_PORT: number;
  LDAP_START_TLS: 'true' | 'false';
  LDAP_BIND_DN: string;
  LDAP_BIND_PASSWORD: string;
  LDAP_CA_FILE?: string | undefined;
  LDAP_DIRECTORIES?: Readonly<Record<string, LdapDirectory>> | undefined;
}

/** How a university's directory is reached, in development the town's; null when nothing says so. */
export function ldapDirectoryOf(
  environment: CommonDirectory,
  universityCode: string,
): LdapDirectory | null {
  const own = environment.LDAP_DIRECTORIES?.[universityCode];
  if (own) return own;
  const { NODE_ENV, LDAP_PORT, LDAP_CA_FILE: caFile } = environment;
  const ofTheTown = NODE_ENV === 'production' ? null : `ldap://127.0.0.1:${LDAP_PORT}`;
  const url = environment.LDAP_URL ?? ofTheTown;
  if (url === null) return null;
  return {
    url,
    bindDn: environment.LDAP_BIND_DN,
    bindPassword: environment.LDAP_BIND_PASSWORD,
    startTls: environment.LDAP_START_TLS === 'true',
    ...(caFile === undefined ? {} : { caFile }),
  };
}

export const OF_THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]']);

function isInTheClear({ url, startTls }: Pick<LdapDirectory, 'url' | 'startTls'>): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'ldap:' && !startTls && !OF_THIS_MACHINE.has(hostname);
}

/**
 * Passwords cross no network unencrypted; on the machine itself (a tunnel) they may.
 * @param given the variables as they stand there
 * @param isKnown whether a secret is one that everybody knows
 * @returns one line a mistake, by the path of what is wrong
 */
export function directoryMistakesInProduction(
  given: Readonly<Record<string, string | undefined>>,
  isKnown: (secret: string) => boolean,
): string[] {
  const mistakes: string[] = [];
  const startTls = given.LDAP_START_TLS === 'true';
  if (isInTheClear({ url: given.LDAP_URL ?? '', startTls })) {
    mistakes.push('LDAP_URL: must be ldaps, or start TLS, in production');
  }
  const own = ldapDirectories.safeParse(given.LDAP_DIRECTORIES).data ?? {};
  for (const [code, each] of Object.entries(own)) {
    const path = `LDAP_DIRECTORIES.${code}`;
    if (isInTheClear(each))
      mistakes.push(`${path}.url: must be ldaps, or start TLS, in production`);
    if (isKnown(each.bindPassword)) {
      mistakes.push(`${path}.bindPassword: the development default is refused in production`);
    }
  }
  return mistakes;
}
