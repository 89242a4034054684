import { z } from 'zod';

/** Somebody with an account at the university. */
export const providerUserSchema = z.strictObject({
  uid: z.string().min(1),
  password: z.string().min(1),
  displayName: z.string().min(1),
  /** eduPersonUniqueId, e.g. `4f2c…@rakuo.example`. */
  uniqueId: z.string().min(1),
  /** eduPersonAffiliation: `student`, `staff` … */
  affiliations: z.array(z.string().min(1)),
  /** Released as `student:<number>@<scope>` each. */
  studentNumbers: z.array(z.string().min(1)),
});

export type ProviderUser = z.infer<typeof providerUserSchema>;

const names = {
  uniqueId: ['urn:oid:1.3.6.1.4.1.5923.1.1.1.13', 'eduPersonUniqueId'],
  affiliation: ['urn:oid:1.3.6.1.4.1.5923.1.1.1.1', 'eduPersonAffiliation'],
  personalCode: ['urn:oid:1.3.6.1.4.1.32264.1.1.6', 'gakuninScopedPersonalUniqueCode'],
} as const;

export interface ReleasedAttribute {
  name: string;
  friendlyName: string;
  values: string[];
}

/** What the provider tells services of a person. */
export function attributesOf(user: ProviderUser, scope: string): ReleasedAttribute[] {
  const codes = user.studentNumbers.map((number) => `student:${number}@${scope}`);
  const of = ([name, friendlyName]: readonly [string, string], values: string[]) => ({
    name,
    friendlyName,
    values,
  });
  return [
    of(names.uniqueId, [user.uniqueId]),
    of(names.affiliation, user.affiliations),
    ...(codes.length > 0 ? [of(names.personalCode, codes)] : []),
  ];
}
