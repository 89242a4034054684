import type { SamplePerson, SampleUniversityCode } from './sample-person.ts';

/** A person as the university's directory (LDAP) knows him or her. */
export interface DirectoryUser {
  uid: string;
  password: string;
  /** Distinguished name, e.g. `uid=a2401001,ou=people,dc=aomine,dc=example`. */
  dn: string;
  baseDn: string;
  cn: string;
  sn: string;
  givenName: string;
  /** The name in Japanese. */
  displayName: string;
  mail: string | null;
  studentNumbers: string[];
  affiliation: 'student';
}

/**
 * @param people as `generateSamplePeople` makes them
 * @returns everybody of that university who is enrolled: former students have left the directory
 */
export function directoryUsers(
  people: readonly SamplePerson[],
  universityCode: SampleUniversityCode = 'aomine',
): DirectoryUser[] {
  const baseDn = `ou=people,dc=${universityCode},dc=example`;
  const isEnrolled = ({ affiliations }: SamplePerson) =>
    affiliations.some(({ status }) => status === 'student' || status === 'non_degree');
  return people
    .filter((person) => person.universityCode === universityCode && isEnrolled(person))
    .map((person) => {
      const { sn, givenName } = splitName(person.nameRoman);
      return {
        uid: person.userId,
        password: person.password,
        dn: `uid=${person.userId},${baseDn}`,
        baseDn,
        cn: person.nameRoman,
        sn,
        givenName,
        displayName: person.nameJa,
        // The directory of this issue knows no mail addresses: people register one themselves.
        mail: null,
        studentNumbers: person.affiliations.map(({ studentNumber }) => studentNumber),
        affiliation: 'student',
      };
    });
}

/** The family name is what stands in capitals; a single name is both. */
function splitName(nameRoman: string): { sn: string; givenName: string } {
  const words = nameRoman.split(' ');
  const family = words.filter((word) => word === word.toUpperCase());
  const given = words.filter((word) => word !== word.toUpperCase());
  return {
    sn: (family.length > 0 ? family : words).join(' '),
    givenName: (given.length > 0 ? given : words).join(' '),
  };
}
