import { fold } from './people.ts';
import type { Entry } from './people.ts';

/** The parts of an LDAP filter (RFC 4511 4.5.1.7) as ldapjs reads it from the wire. */
export interface LdapFilter {
  type: string;
  attribute?: string;
  value?: string;
  /** What `and`, `or` and `not` hold. */
  clauses: LdapFilter[];
  /** The parts of a substring filter. */
  initial?: string;
  any?: string[];
  final?: string;
}

/** True when the entry matches; attribute names and values regardless of case, as in real directories. */
export function matches(filter: LdapFilter, entry: Entry): boolean {
  switch (filter.type) {
    case 'AndFilter':
      return filter.clauses.every((clause) => matches(clause, entry));
    case 'OrFilter':
      return filter.clauses.some((clause) => matches(clause, entry));
    case 'NotFilter':
      return !filter.clauses.some((clause) => matches(clause, entry));
    case 'PresenceFilter':
      return valuesOf(filter, entry).length > 0;
    case 'EqualityFilter':
      return valuesOf(filter, entry).some((value) => fold(value) === asked(filter.value));
    case 'SubstringFilter':
      return valuesOf(filter, entry).some((value) => matchesParts(fold(value), filter));
    default:
      return false;
  }
}

/** ldapjs hands values on with the bytes of other than plain characters escaped: `\e3\83\97` (RFC 4515). */
function asked(value = ''): string {
  const bytes = value.replace(/(?:\\[0-9a-f]{2})+/gi, (escaped) =>
    Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString(),
  );
  return fold(bytes);
}

function valuesOf(filter: LdapFilter, entry: Entry): string[] {
  const wanted = filter.attribute?.toLowerCase();
  const found = Object.entries(entry.attributes).find(([name]) => name.toLowerCase() === wanted);
  return found?.[1] ?? [];
}

function matchesParts(value: string, { initial, any, final }: LdapFilter): boolean {
  const [first, last] = [asked(initial), asked(final)];
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  let at = first.length;
  for (const part of (any ?? []).map(asked)) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= value.length - last.length;
}
