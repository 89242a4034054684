import type { SamplePerson, SampleUniversityCode } from './sample-person.ts';

/**
 * A person as the university's directory (LDAP) knows him or her. No mail address: people register one themselves
 * (R-049).
 */
export interface DirectoryUser {
  uid: string;
  password: string;
  /** Distinguished name, e.g. `uid=a2401001,ou=people,dc=aomine,dc=example`. */
  dn: string;
  cn: string;
  sn: string;
  /** Empty where a person has one name only. */
  givenName: string;
  /** The name in Japanese. */
  displayName: string;
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
        cn: person.nameRoman,
        sn,
        givenName,
        displayName: person.nameJa,
        studentNumbers: person.affiliations.map(({ studentNumber }) => studentNumber),
        affiliation: 'student',
      };
    });
}

/** The family name is what stands in capitals. */
function splitName(nameRoman: string): { sn: string; givenName: string } {
  const words = nameRoman.split(' ');
  const isFamily = (word: string) => word === word.toUpperCase();
  return {
    sn: words.filter(isFamily).join(' '),
    givenName: words.filter((word) => !isFamily(word)).join(' '),
  };
}
