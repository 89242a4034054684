import { jest } from '@jest/globals';
import { createTestDatabase } from '../../tests/support/postgres.ts';
import type { TestDatabase } from '../../tests/support/postgres.ts';
import { seedProfiles } from '../profiles/seed.ts';
import { generateSamplePeople } from './people.ts';
import { seedSampleData } from './seed.ts';
import { wellKnown } from './well-known.ts';

// Thirteen thousand rows take a second on a quiet machine and many on a busy one.
jest.setTimeout(60_000);

describe('seeding the sample data', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('writes everybody with their records, and nothing the second time', async () => {
    const { prisma } = database;
    const people = generateSamplePeople();
    const affiliations = people.flatMap((person) => person.affiliations);
    const expected = {
      students: people.length,
      affiliations: affiliations.length,
      courseRecords: affiliations.flatMap(({ courses }) => courses).length,
    };

    expect(await seedSampleData(prisma, people)).toEqual(expected);
    expect(await seedSampleData(prisma, people)).toEqual({
      students: 0,
      affiliations: 0,
      courseRecords: 0,
    });

    const counts = {
      students: await prisma.student.count(),
      affiliations: await prisma.affiliation.count(),
      courseRecords: await prisma.courseRecord.count(),
    };
    expect(counts).toEqual(expected);
  });

  it('keeps names, forms of kanji and order of courses as they are', async () => {
    const wanted = generateSamplePeople().find(({ userId }) => userId === wellKnown.missingGlyph);
    const found = await database.prisma.student.findFirstOrThrow({
      where: { directoryId: wellKnown.missingGlyph },
      include: { affiliations: { include: { courses: { orderBy: { position: 'asc' } } } } },
    });
    expect(found.nameJa).toBe(wanted?.nameJa);
    expect(found.affiliations[0]?.courses.map(({ nameEn }) => nameEn)).toEqual(
      wanted?.affiliations[0]?.courses.map(({ nameEn }) => nameEn),
    );
  });

  it('does not stand in the way of the profiles, whichever comes first', async () => {
    await seedProfiles(database.prisma);
    expect(await database.prisma.university.count()).toBe(4);
  });

  it('adds who is new and leaves the others alone', async () => {
    const { prisma } = database;
    const [first] = generateSamplePeople();
    if (!first) throw new Error('nobody was generated');
    await prisma.student.updateMany({
      where: { directoryId: first.userId },
      data: { nameRoman: 'AOKI Hinako' },
    });
    const newcomer = {
      ...first,
      userId: 'a2609999',
      affiliations: first.affiliations.map((each) => ({ ...each, studentNumber: '26L9999' })),
    };
    const added = await seedSampleData(prisma, [first, newcomer]);
    expect(added).toMatchObject({ students: 1, affiliations: 1 });
    const kept = await prisma.student.findFirst({ where: { directoryId: first.userId } });
    expect(kept?.nameRoman).toBe('AOKI Hinako');
  });
});
