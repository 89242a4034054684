/**
 * What a Japanese university's identity provider tells of a person, by the rules of the academic federation GakuNin
 * . Attribute names are OIDs in URN form, as they stand in assertions.
 */
export const ATTRIBUTES = {
  /** Never given to anybody else; upper and lower case are the same. What an account is keyed on. */
  uniqueId: 'urn:oid:1.3.6.1.4.1.5923.1.1.1.13',
  /** `student`, `staff`, `member` … */
  affiliation: 'urn:oid:1.3.6.1.4.1.5923.1.1.1.1',
  /** `student:<student number>@<scope>`, one value a number: they change with re-entry and graduate school. */
  personalCode: 'urn:oid:1.3.6.1.4.1.32264.1.1.6',
} as const;

/** Attribute name → its values, each as often as it was sent. */
export type ReleasedAttributes = ReadonlyMap<string, readonly string[]>;

/** Who somebody is, in the words of the university. */
export interface ReleasedIdentity {
  /** `<id>@<scope>` in lower case. */
  subjectId: string;
  /** In lower case; empty when the person did not release it. */
  affiliations: string[];
  /** As the university writes them; empty for staff, and when the person did not release them. */
  studentNumbers: string[];
}

export type IdentityReading =
  | { kind: 'identity'; identity: ReleasedIdentity }
  /** The attribute that says who it is was not released. */
  | { kind: 'withheld' }
  /** A value speaks for another organisation than the university's own. */
  | { kind: 'foreign_scope' }
  | { kind: 'malformed' };

const MOST_NUMBERS = 20;
const UNIQUE_ID = /^[A-Za-z0-9]{1,64}$/;
const AFFILIATION = /^[a-z][a-z-]{0,39}$/;
const PERSONAL_CODE = /^(?<kind>[A-Za-z]+):(?<code>[^\s:@]{1,64})$/;

/** `left@scope`, split at the last `@`; null when there is none. */
function splitScope(value: string): { left: string; scope: string } | null {
  const at = value.lastIndexOf('@');
  return at < 1 ? null : { left: value.slice(0, at), scope: value.slice(at + 1).toLowerCase() };
}

/**
 * @param scopes of the university, as its settings name them: a value under any other scope is refused as a whole, not
 *   left out, because a provider that speaks for others is not to be believed in anything
 */
export function readIdentity(
  attributes: ReleasedAttributes,
  scopes: readonly string[],
): IdentityReading {
  const ownScopes = new Set(scopes.map((scope) => scope.toLowerCase()));
  const uniqueIds = attributes.get(ATTRIBUTES.uniqueId) ?? [];
  const codes = attributes.get(ATTRIBUTES.personalCode) ?? [];
  const affiliations = (attributes.get(ATTRIBUTES.affiliation) ?? []).map((value) =>
    value.toLowerCase(),
  );
  if (uniqueIds.length === 0) return { kind: 'withheld' };
  if (uniqueIds.length > 1 || codes.length > MOST_NUMBERS) return { kind: 'malformed' };

  const scoped = [...uniqueIds, ...codes].map(splitScope);
  if (scoped.some((value) => value !== null && !ownScopes.has(value.scope))) {
    return { kind: 'foreign_scope' };
  }
  const [unique, ...personal] = scoped;
  if (!unique || !UNIQUE_ID.test(unique.left)) return { kind: 'malformed' };
  if (!affiliations.every((value) => AFFILIATION.test(value))) return { kind: 'malformed' };

  const studentNumbers = new Set<string>();
  for (const value of personal) {
    const parts = value && PERSONAL_CODE.exec(value.left)?.groups;
    if (!parts?.kind || !parts.code) return { kind: 'malformed' };
    if (parts.kind.toLowerCase() === 'student') studentNumbers.add(parts.code);
  }
  return {
    kind: 'identity',
    identity: {
      subjectId: `${unique.left}@${unique.scope}`.toLowerCase(),
      affiliations,
      studentNumbers: [...studentNumbers],
    },
  };
}
