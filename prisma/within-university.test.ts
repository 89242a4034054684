import { createTestDatabase } from '../tests/support/postgres.ts';
import type { TestDatabase } from '../tests/support/postgres.ts';
import { fillUniversity } from '../tests/support/university-rows.ts';
import type { UniversityRows } from '../tests/support/university-rows.ts';
import { Prisma } from './client.ts';
import { seedProfiles } from './profiles/seed.ts';
import { OWNERSHIP, withinUniversity } from './within-university.ts';

type Operation = (args?: object) => Promise<unknown>;
type Delegate = Record<string, Operation>;

const MODELS = Object.values(Prisma.ModelName);
const CLOSED = MODELS.filter((model) => OWNERSHIP[model] === 'closed');
const OPEN = MODELS.filter((model) => OWNERSHIP[model] !== 'closed');

let database: TestDatabase;
let mine: UniversityRows;
let theirs: UniversityRows;
let delegateOf: (model: Prisma.ModelName) => Delegate;
let unconfinedOf: (model: Prisma.ModelName) => Delegate;

beforeAll(async () => {
  database = await createTestDatabase();
  const { prisma } = database;
  await seedProfiles(prisma);
  mine = await fillUniversity(prisma, 'aomine');
  theirs = await fillUniversity(prisma, 'rakuo');
  const within = withinUniversity(prisma, mine.universityId);
  const pick = (client: object) => (model: Prisma.ModelName) =>
    (client as Record<string, Delegate>)[
      model.charAt(0).toLowerCase() + model.slice(1)
    ] as unknown as Delegate;
  delegateOf = pick(within);
  unconfinedOf = pick(prisma);
});
afterAll(() => database.drop());

const isRefused = (promise: Promise<unknown> | undefined) =>
  expect(promise).rejects.toMatchObject({ name: 'OutsideUniversity' });
const isNotFound = (promise: Promise<unknown> | undefined) =>
  expect(promise).rejects.toMatchObject({ code: 'P2025' });

describe('whose a table is (R-306)', () => {
  it('is said of every table of the schema', () => {
    expect(Object.keys(OWNERSHIP).sort()).toEqual([...MODELS].sort());
  });

  it('is tried with a row of two universities for every open table', () => {
    expect(OPEN.filter((model) => !mine.where[model] || !theirs.where[model])).toEqual([]);
  });

  it('names every column that points at another table', async () => {
    const { rows } = await database.pool.query<{ table: string; column: string }>(`
      select source.relname as table, attribute.attname as column
      from pg_constraint constraint_
      join pg_class source on source.oid = constraint_.conrelid
      join pg_class target on target.oid = constraint_.confrelid
      join pg_attribute attribute on attribute.attrelid = source.oid and attribute.attnum = constraint_.conkey[1]
      where constraint_.contype = 'f' and target.relname <> 'university'`);
    const snake = (name: string) =>
      name.replace(/([A-Z])/g, (_, letter: string) => `_${letter.toLowerCase()}`).replace(/^_/, '');
    const named = OPEN.flatMap((model) => {
      const ownership = OWNERSHIP[model];
      const to = ownership === 'closed' ? {} : (ownership.to ?? {});
      return Object.keys(to).map((column) => `${snake(model)}.${snake(column)}`);
    });
    const closed = CLOSED.map(snake);
    const expected = rows
      .filter(({ table }) => !closed.includes(table))
      .map(({ table, column }) => `${table}.${column}`);
    expect(named.sort()).toEqual(expected.sort());
  });
});

describe.each(OPEN)('another university’s %s (R-306, a university sees only its own)', (model) => {
  const before = () => unconfinedOf(model).findMany?.({});

  it('is not seen', async () => {
    const [own, other] = [mine.where[model], theirs.where[model]];
    const { findUnique, findFirst, findMany, findUniqueOrThrow, findFirstOrThrow } =
      delegateOf(model);
    expect(await findUnique?.({ where: own })).not.toBeNull();
    expect(await findUnique?.({ where: other })).toBeNull();
    await isNotFound(findUniqueOrThrow?.({ where: other }));
    const either = { OR: [asColumns(own), asColumns(other)] };
    expect(await unconfinedOf(model).findMany?.({ where: either })).toHaveLength(2);
    expect(await findMany?.({ where: either })).toHaveLength(1);
    expect(await findFirst?.({ where: asColumns(other) })).toBeNull();
    await isNotFound(findFirstOrThrow?.({ where: asColumns(other) }));
  });

  it('is not counted', async () => {
    const { count, aggregate, groupBy } = delegateOf(model);
    const all = await unconfinedOf(model).count?.();
    expect(await count?.()).toBeLessThan(Number(all));
    expect(await count?.({ where: asColumns(theirs.where[model]) })).toBe(0);
    const { _count: counted } = (await aggregate?.({
      where: asColumns(theirs.where[model]),
      _count: { _all: true },
    })) as { _count: { _all: number } };
    expect(counted._all).toBe(0);
    const by = Object.keys(asColumns(theirs.where[model]));
    const groups = (await groupBy?.({ by, where: asColumns(theirs.where[model]) })) as object[];
    expect(groups).toEqual([]);
  });

  it('is neither changed nor deleted', async () => {
    const { update, updateMany, updateManyAndReturn, deleteMany } = delegateOf(model);
    const remove = delegateOf(model).delete;
    const [where, data] = [theirs.where[model], theirs.change[model]];
    const untouched = await before();
    const ownership = OWNERSHIP[model];
    if (ownership !== 'closed' && ownership.isReadOnly) {
      await isRefused(update?.({ where, data }));
      await isRefused(remove?.({ where }));
    } else {
      await isNotFound(update?.({ where, data }));
      expect(await updateMany?.({ where: asColumns(where), data })).toEqual({ count: 0 });
      expect(await updateManyAndReturn?.({ where: asColumns(where), data })).toEqual([]);
      await isNotFound(remove?.({ where }));
      expect(await deleteMany?.({ where: asColumns(where) })).toEqual({ count: 0 });
    }
    expect(await before()).toEqual(untouched);
  });
});

/** The columns of a unique `where`: `{ staffId_role: { staffId, role } }` → `{ staffId, role }`. */
function asColumns(where: object | undefined): object {
  const [value] = Object.values(where ?? {});
  return typeof value === 'object' && value !== null ? (value as object) : (where ?? {});
}

const NEW_ROWS = OPEN.filter(
  (model) => !['University', 'UniversityProfile', 'IssueNumberCounter'].includes(model),
);

describe.each(NEW_ROWS)('a new %s (R-306)', (model) => {
  it('is made for one’s own university, and changed', async () => {
    const row = await delegateOf(model).create?.({ data: mine.fresh[model]?.() });
    expect(row).toBeTruthy();
    if (model === 'JournalEntry' || model === 'AuditEntry') return; // written once
    const { updateMany } = delegateOf(model);
    expect(
      await updateMany?.({ where: asColumns(mine.where[model]), data: mine.change[model] }),
    ).toEqual({ count: 1 });
  });

  it('is not made for another, nor for what is another’s', async () => {
    const before = await unconfinedOf(model).count?.();
    const { create, createMany } = delegateOf(model);
    await expect(create?.({ data: theirs.fresh[model]?.() })).rejects.toThrow();
    await expect(createMany?.({ data: [theirs.fresh[model]?.()] })).rejects.toThrow();
    expect(await unconfinedOf(model).count?.()).toBe(before);
  });

  it('is not moved, nor written through', async () => {
    const where = mine.where[model];
    const { update } = delegateOf(model);
    await isRefused(update?.({ where, data: { universityId: theirs.universityId } }));
    await isRefused(update?.({ where, data: { account: { update: { locale: 'en' } } } }));
    const ownership = OWNERSHIP[model];
    const columns = Object.keys(ownership === 'closed' ? {} : (ownership.to ?? {}));
    for (const column of columns) {
      await isRefused(update?.({ where, data: { [column]: theirs.universityId } }));
    }
  });
});

describe('pointing from one’s own row at another university’s (R-306)', () => {
  it.each(
    NEW_ROWS.flatMap((model) => {
      const ownership = OWNERSHIP[model];
      const to = ownership === 'closed' ? {} : (ownership.to ?? {});
      return Object.entries(to).map(([column, [, target]]) => [model, column, target] as const);
    }),
  )('%s.%s is refused', async (model, column, target) => {
    const other = theirs.where[target] as { id: string };
    const data = { ...mine.fresh[model]?.(), [column]: other.id };
    const before = await unconfinedOf(model).count?.();
    await expect(delegateOf(model).create?.({ data })).rejects.toMatchObject({ code: 'P2025' });
    expect(await unconfinedOf(model).count?.()).toBe(before);
  });
});

describe('what could not be confined (R-306)', () => {
  it.each(CLOSED)('%s is closed', async (model) => {
    await isRefused(delegateOf(model).findMany?.());
    await isRefused(delegateOf(model).count?.());
    await isRefused(delegateOf(model).deleteMany?.());
    await isRefused(delegateOf(model).create?.({ data: {} }));
  });

  it('SQL of one’s own is refused', async () => {
    const within = withinUniversity(database.prisma, mine.universityId);
    await isRefused(within.$queryRaw`select 1`);
    await isRefused(within.$executeRaw`select 1`);
    await isRefused(within.$queryRawUnsafe('select 1'));
    await isRefused(within.$executeRawUnsafe('select 1'));
  });

  it('a transaction is confined as well', async () => {
    const within = withinUniversity(database.prisma, mine.universityId);
    const seen = await within.$transaction(async (inside) => {
      await inside.account.updateMany({ data: { locale: 'en' } });
      return inside.account.findMany();
    });
    expect(new Set(seen.map(({ universityId }) => universityId))).toEqual(
      new Set([mine.universityId]),
    );
    const other = await database.prisma.account.findMany({
      where: { universityId: theirs.universityId },
    });
    expect(other.map(({ locale }) => locale)).not.toContain('en');
    await isRefused(within.$transaction((inside) => inside.$queryRaw`select 1`));
  });

  it('an upsert of another’s row makes nothing', async () => {
    const within = withinUniversity(database.prisma, mine.universityId);
    const { id } = theirs.where.StaffMember as { id: string };
    const address = 'new@staff.example';
    const create = { id, universityId: mine.universityId, name: 'x' };
    await expect(
      within.staffMember.upsert({
        where: { id },
        create: { ...create, mailAddress: address, loginAddress: address },
        update: { name: 'taken over' },
      }),
    ).rejects.toMatchObject({ code: 'P2002' });
    const row = await database.prisma.staffMember.findUniqueOrThrow({ where: { id } });
    expect(row.name).not.toBe('taken over');
  });
});
