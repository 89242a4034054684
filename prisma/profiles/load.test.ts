import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '../../tests/support/postgres.ts';
import type { TestDatabase } from '../../tests/support/postgres.ts';
import { UNIVERSITIES } from './index.ts';
import { createProfiles } from './load.ts';
import { seedProfiles } from './seed.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedProfiles(database.prisma);
});
afterEach(() => database.drop());

const now = new Date('2026-11-21T00:00:00.000Z');
const next = new Date('2027-04-01T00:00:00.000+09:00');

async function addEdition(settings: object, effectiveFrom = next): Promise<void> {
  const [aomine] = UNIVERSITIES;
  await database.prisma.universityProfile.create({
    data: {
      id: randomUUID(),
      universityId: aomine?.id ?? '',
      effectiveFrom,
      edition: 'next',
      settings: settings,
    },
  });
}

it('finds what is in force at an instant: the new edition from its first moment on (R-322)', async () => {
  await addEdition({ ...UNIVERSITIES[0]?.profile, edition: '13.0.0' });
  const profiles = createProfiles(database.prisma);
  const editionAt = async (at: Date) => (await profiles.inForce('aomine', at))?.profile.edition;
  expect(await editionAt(now)).toBe('12.2.0');
  expect(await editionAt(new Date(next.getTime() - 1))).toBe('12.2.0');
  expect(await editionAt(next)).toBe('13.0.0');
  expect(await editionAt(new Date('2000-01-01'))).toBeUndefined();
  expect(await profiles.inForce('nowhere', now)).toBeNull();
});

it('lists each university once, with the edition in force', async () => {
  await addEdition({ ...UNIVERSITIES[0]?.profile, edition: '13.0.0' });
  const all = await createProfiles(database.prisma).all(new Date(next.getTime() + 1));
  expect(all.map(({ code }) => code)).toEqual(['aomine', 'mukono', 'rakuo', 'saikai']);
  expect(all[0]?.profile.edition).toBe('13.0.0');
});

it('says which university’s edition cannot be used, and at which path; and reads again once it is mended', async () => {
  await addEdition({ ...UNIVERSITIES[0]?.profile, accent: 12 });
  const profiles = createProfiles(database.prisma);
  await expect(profiles.inForce('aomine', now)).rejects.toThrow(
    /aomine from 2027-03-31T15:00:00\.000Z[^]*accent/,
  );
  await database.prisma.universityProfile.deleteMany({ where: { edition: 'next' } });
  expect(await profiles.inForce('aomine', now)).toMatchObject({ code: 'aomine' });
});

it('can be seeded twice', async () => {
  await seedProfiles(database.prisma);
  expect(await database.prisma.university.count()).toBe(4);
  expect(await database.prisma.universityProfile.count()).toBe(4);
});

it('gives each edition an id of its own, so that a university can have several', async () => {
  const editions = await database.prisma.universityProfile.findMany({ select: { id: true } });
  const universities = new Set(UNIVERSITIES.map(({ id }) => id));
  expect(editions).toHaveLength(UNIVERSITIES.length);
  expect(editions.filter(({ id }) => universities.has(id))).toEqual([]);
});
