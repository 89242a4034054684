import { z } from 'zod';

/** A person in the university's directory, with the attributes that universities in Japan keep (inetOrgPerson, eduPerson). */
export interface DirectoryUser {
  uid: string;
  password: string;
  /** Full name; `sn` family name, `givenName` given name, empty where a person has one name only. */
  cn: string;
  sn: string;
  givenName: string;
  displayName: string;
  studentNumbers: string[];
  /** `eduPersonAffiliation`: student, faculty, staff, alum, member. */
  affiliation: string;
  mail?: string;
  /** The directory refuses even the right password (result code 53). */
  locked?: boolean;
}

export const directoryUserSchema: z.ZodType<DirectoryUser> = z.object({
  uid: z.string().min(1),
  password: z.string().min(1),
  cn: z.string().min(1),
  sn: z.string(),
  givenName: z.string(),
  displayName: z.string(),
  studentNumbers: z.array(z.string()),
  affiliation: z.string().min(1),
  mail: z.string().optional(),
  locked: z.boolean().optional(),
});

/** An entry as LDAP hands it out: attribute names as the schema spells them, values always in a list. */
export interface Entry {
  dn: string;
  attributes: Record<string, string[]>;
}

/** RFC 4514: what must not stand bare in the value of a DN. */
function escapeDn(value: string): string {
  return value.replace(/[,+"\\<>;=#]/g, '\\$&').replace(/^ | $/g, '\\ ');
}

/** The person's entry under `ou=people`; `ou` tells apart the second entry of an ambiguous ID. */
export function entryOf(user: DirectoryUser, baseDn: string, ou = 'people'): Entry {
  const attributes: Record<string, string[]> = {
    objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson', 'eduPerson'],
    uid: [user.uid],
    cn: [user.cn],
    sn: [user.sn],
    givenName: [user.givenName],
    displayName: [user.displayName],
    employeeNumber: user.studentNumbers,
    eduPersonAffiliation: [user.affiliation],
    mail: user.mail === undefined ? [] : [user.mail],
  };
  return {
    dn: `uid=${escapeDn(user.uid)},ou=${ou},${baseDn}`,
    attributes: Object.fromEntries(
      Object.entries(attributes).filter(([, values]) => values.some((value) => value !== '')),
    ),
  };
}

/** caseIgnoreMatch (RFC 4518): upper and lower case, spaces around and repeated spaces do not count. */
export function fold(value: string): string {
  return value.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
