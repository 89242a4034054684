import { checkCertificate, findMissingGlyphs } from '../../certificates/glyph-check.ts';
import { STATUSES_OF } from '../../domain/orders/availability.ts';
import { sampleCertificate } from '../../certificates/sample-certificate.ts';
import { directoryUsers } from './directory-users.ts';
import { mukonoPassword, wellKnownAtMukono } from './mukono-people.ts';
import { generateSamplePeople } from './people.ts';
import type { SamplePerson } from './sample-person.ts';
import { wellKnown, wellKnownPassword } from './well-known.ts';

const people = generateSamplePeople();
const affiliations = people.flatMap((person) =>
  person.affiliations.map((affiliation) => ({ person, affiliation })),
);
const credits = ({ courses }: SamplePerson['affiliations'][number]) =>
  courses.reduce((sum, course) => sum + course.credits, 0);

function known(key: keyof typeof wellKnown): SamplePerson {
  const person = people.find(({ userId }) => userId === wellKnown[key]);
  if (!person) throw new Error(`nobody is ${key}`);
  return person;
}

describe('the sample people', () => {
  it('are the same for the same seed and others for another', () => {
    expect(generateSamplePeople()).toEqual(people);
    expect(generateSamplePeople(1)).not.toEqual(people);
    expect(generateSamplePeople(1).slice(0, 10)).toEqual(people.slice(0, 10));
  });

  it('are about three hundred, each with ids of their own', () => {
    const count = (code: string) =>
      people.filter((person) => person.universityCode === code).length;
    expect(['aomine', 'rakuo', 'saikai', 'mukono'].map(count)).toEqual([193, 42, 40, 42]);
    const users = people.map(({ universityCode, userId }) => `${universityCode} ${userId}`);
    expect(new Set(users).size).toBe(people.length);
    const numbers = affiliations.map(
      ({ person, affiliation }) => `${person.universityCode} ${affiliation.studentNumber}`,
    );
    expect(new Set(numbers).size).toBe(affiliations.length);
  });

  it('can all be printed, names and courses in both languages, but for the one who cannot', () => {
    const printed = ({ affiliation, person }: (typeof affiliations)[number]) =>
      (['ja', 'en'] as const).flatMap((language) =>
        checkCertificate({
          ...sampleCertificate,
          kind: 'transcript',
          language,
          person,
          affiliation,
          courses: affiliation.courses,
        }),
      );
    const unprintable = affiliations.filter((each) => printed(each).length > 0);
    expect(unprintable.map(({ person }) => person.userId)).toEqual([wellKnown.missingGlyph]);
    for (const { nameJa, isPrintable } of people) {
      expect({ nameJa, isPrintable: findMissingGlyphs(nameJa).length === 0 }).toEqual({
        nameJa,
        isPrintable,
      });
    }
  });

  it('take each course once, and graduates have the credits for a degree', () => {
    for (const { affiliation } of affiliations) {
      const names = affiliation.courses.map(({ nameJa }) => nameJa);
      expect(new Set(names).size).toBe(names.length);
      if (affiliation.status === 'graduate') {
        expect(credits(affiliation)).toBeGreaterThanOrEqual(124);
      }
      expect(affiliation.leftOn === null).toBe(
        ['student', 'non_degree'].includes(affiliation.status),
      );
    }
  });

  it('are of an age to study', () => {
    for (const { birthDate, affiliations: own } of people) {
      expect(birthDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      for (const { enrolledOn } of own) {
        expect(Number(enrolledOn.slice(0, 4)) - Number(birthDate.slice(0, 4))).toBeGreaterThan(17);
      }
    }
  });
});

describe('the well-known people', () => {
  it('have every status that a catalogue knows (R-167)', () => {
    const statuses = Object.values(STATUSES_OF).flat();
    const theirs = people
      .filter(({ universityCode }) => universityCode === 'aomine')
      .flatMap(({ affiliations: own }) => own.map(({ status }) => status));
    expect(statuses.filter((status) => !theirs.includes(status))).toEqual([]);
  });

  it('are what their names promise', () => {
    expect(known('ordinary').affiliations).toMatchObject([{ status: 'student', year: 3 }]);
    expect(known('twoNumbers').affiliations.map(({ status }) => status)).toEqual([
      'graduate',
      'student',
    ]);
    expect(known('hold').affiliations[0]?.holdReasonJa).toContain('授業料');
    expect(known('difficultName').nameJa).toBe('𠮷田　葛\u{e0100}葉');
    expect(findMissingGlyphs(known('missingGlyph').nameJa)).toMatchObject([{ codePoint: 0x9089 }]);
    expect(known('singleName').nameRoman).toBe('SUHARDI');
    expect(known('noCourses').affiliations[0]?.courses).toEqual([]);
    expect(known('nonDegree').affiliations[0]?.status).toBe('non_degree');
    expect(known('cameBack').affiliations[0]?.status).toBe('withdrawn');
    expect(known('removedOnce').affiliations[0]?.status).toBe('removed');
    expect(known('doctorByDissertation').affiliations[0]?.status).toBe('doctor_by_dissertation');
  });
});

describe('the users of the directory', () => {
  const users = directoryUsers(people);

  it('are those of 青嶺大学 who are enrolled, with all their student numbers', () => {
    expect(users).toHaveLength(193);
    expect(users.find(({ uid }) => uid === wellKnown.twoNumbers)).toEqual({
      uid: 'a2501002',
      password: wellKnownPassword,
      dn: 'uid=a2501002,ou=people,dc=aomine,dc=example',
      cn: 'SASAKI Kenta',
      sn: 'SASAKI',
      givenName: 'Kenta',
      displayName: '佐々木　健太',
      studentNumbers: ['21T1002', '25MT1002'],
      affiliation: 'student',
    });
  });

  it('are in the directory of their own university, under its base', () => {
    const theirs = directoryUsers(people, 'mukono');
    expect(theirs).toHaveLength(42);
    expect(theirs.find(({ uid }) => uid === wellKnownAtMukono.ordinary)).toMatchObject({
      password: mukonoPassword,
      dn: `uid=${wellKnownAtMukono.ordinary},ou=people,dc=mukono,dc=example`,
      displayName: '潮田　美月',
    });
    expect(users.some(({ uid }) => uid.startsWith('m'))).toBe(false);
  });

  it('have a family name, also those with a single name or four', () => {
    const find = (uid: string) => users.find((user) => user.uid === uid);
    expect(find(wellKnown.singleName)).toMatchObject({ sn: 'SUHARDI', givenName: '' });
    expect(find(wellKnown.fourPartName)).toMatchObject({
      sn: 'GARCÍA DE LA TORRE',
      givenName: 'María Fernanda',
    });
  });

  it('do not include former students', () => {
    const saikai = people.filter(({ universityCode }) => universityCode === 'saikai');
    const former = saikai.filter((person) => person.affiliations.every(({ leftOn }) => leftOn));
    expect(former.length).toBeGreaterThan(20);
    expect(directoryUsers(people, 'saikai')).toHaveLength(saikai.length - former.length);
  });
});
