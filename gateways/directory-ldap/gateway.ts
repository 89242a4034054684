import { Client, EqualityFilter, InvalidCredentialsError } from 'ldapts';
import type { Entry } from 'ldapts';
import { connectOnce, tlsOptionsFor } from './connection.ts';
import type { TlsSettings } from './connection.ts';
import { DirectoryTooSlow, unavailable } from './failures.ts';
import type { Step } from './failures.ts';
import type { DirectoryAnswer, DirectoryGateway } from './port.ts';

export interface LdapDirectoryOptions {
  /** `ldaps://…` or `ldap://…` with port. */
  url: string;
  /** The service account that may search. */
  bindDn: string;
  bindPassword: string;
  baseDn: string;
  /** The attribute that holds the user ID: `uid`, `sAMAccountName`, … */
  userAttribute: string;
  /** Milliseconds for a whole authentication; default 5000. */
  timeoutMs?: number;
  /** With `ldap://`: the connection is upgraded to TLS before anything else is said (RFC 4511 4.14). */
  startTls?: boolean;
  /** For both kinds of TLS: the authority to trust, when it is not a public one. */
  tls?: TlsSettings;
}

/**
 * Asks a university's directory over LDAP, search-then-bind: as the service account look for the one entry of the
 * user ID, then bind as that entry with the person's password.
 *
 * An empty password never reaches the directory: a bind with a name and no password succeeds on many servers
 * (RFC 4513 5.1.2). A user ID is put into a filter object, so it cannot become a filter. Only result code 49 to the
 * person's own bind is a wrong password.
 *
 * @throws TypeError when the address is not one of an LDAP server
 */
export function createLdapDirectory(options: LdapDirectoryOptions): DirectoryGateway {
  if (!/^ldaps?:\/\/[^/]/.test(options.url)) {
    throw new TypeError('The address of the directory must begin with ldap:// or ldaps://');
  }
  const isSecure = options.url.startsWith('ldaps:');
  if (isSecure && options.startTls) {
    throw new TypeError('StartTLS is for ldap:// addresses; ldaps:// is TLS from the first byte');
  }
  const timeoutMs = options.timeoutMs ?? 5000;
  return {
    async authenticate({ userId, password }) {
      if (!isUsable(userId) || !isUsable(password)) return { kind: 'rejected' };
      // The client's own limits stand behind ours, which covers the whole conversation.
      const connection = connectOnce(isSecure ? tlsOptionsFor(options.url, options.tls) : null);
      const client = new Client({
        url: options.url,
        timeout: timeoutMs,
        connectTimeout: timeoutMs,
        // Anything in here makes the connection a secure one.
        tlsOptions: isSecure ? tlsOptionsFor(options.url, options.tls) : undefined,
        ...connection.options,
      });
      const conversation: Conversation = { step: options.startTls ? 'start TLS' : 'service bind' };
      const talk = async (): Promise<DirectoryAnswer> => {
        if (options.startTls) await client.startTLS(tlsOptionsFor(options.url, options.tls));
        conversation.step = 'service bind';
        return ask(client, { userId, password }, options, conversation);
      };
      try {
        return await inTime(timeoutMs, talk());
      } catch (error) {
        return unavailable(error, conversation.step);
      } finally {
        // Closes the socket; nobody waits for a directory that does not read our good-bye.
        if (connection.isOpen()) client.unbind().catch(() => undefined);
      }
    },
  };
}

/** How far a conversation has come. */
interface Conversation {
  step: Step;
}

/** NUL ends a string in some servers, which would then see an empty or a shorter one. */
function isUsable(text: string): boolean {
  return text !== '' && !text.includes('\0');
}

async function ask(
  client: Client,
  { userId, password }: { userId: string; password: string },
  options: LdapDirectoryOptions,
  conversation: Conversation,
): Promise<DirectoryAnswer> {
  await client.bind(options.bindDn, options.bindPassword);

  conversation.step = 'search';
  const { searchEntries } = await client.search(options.baseDn, {
    scope: 'sub',
    filter: new EqualityFilter({ attribute: options.userAttribute, value: userId }),
    attributes: [options.userAttribute],
    sizeLimit: 2,
  });
  const [entry] = searchEntries;
  if (entry === undefined) return { kind: 'rejected' };
  if (searchEntries.length > 1) return { kind: 'unavailable', reason: 'ambiguous' };
  const shown = userIdsOf(entry, options.userAttribute);
  if (shown.length === 0) {
    return {
      kind: 'unavailable',
      reason: 'misconfigured',
      detail: `search: the entry does not show its ${options.userAttribute}`,
    };
  }
  // Found under an ID that only the directory takes for this one: nobody of ours, and to answer anything else than to
  // an ID that nobody has would tell that there is such a person.
  const known = shown.find((value) => value.toLowerCase() === userId.toLowerCase());
  if (known === undefined) return { kind: 'rejected' };

  conversation.step = 'user bind';
  try {
    await client.bind(entry.dn, password);
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return { kind: 'rejected' };
    throw error;
  }
  return { kind: 'accepted', userId: known };
}

/** The user IDs of an entry, as the directory spells them. */
function userIdsOf(entry: Entry, attribute: string): string[] {
  return Object.entries(entry)
    .filter(([name]) => name.toLowerCase() === attribute.toLowerCase())
    .flatMap(([, found]) => found)
    .map(String);
}

async function inTime<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DirectoryTooSlow()), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
