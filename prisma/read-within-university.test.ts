import { createTestDatabase } from '../tests/support/postgres.ts';
import type { TestDatabase } from '../tests/support/postgres.ts';
import { fillUniversity } from '../tests/support/university-rows.ts';
import { seedProfiles } from './profiles/seed.ts';
import { readWithinUniversity } from './read-within-university.ts';
import type { UniversityReader } from './read-within-university.ts';

let database: TestDatabase;
let read: UniversityReader;

const TABLES = [
  '"order"',
  'order_line',
  'payment',
  'deposit',
  'deadline_change',
  'refund',
  'journal_entry',
  'print_job',
  'staff_task',
  'staff_member',
  'ledger_comparison',
  'audit_entry',
  'account',
  'mail_message',
];

beforeAll(async () => {
  database = await createTestDatabase();
  await seedProfiles(database.prisma);
  const mine = await fillUniversity(database.prisma, 'aomine');
  await fillUniversity(database.prisma, 'rakuo');
  read = readWithinUniversity(database.pool, mine.universityId);
});
afterAll(() => database.drop());

const count = (rows: { count: number }[]) => rows[0]?.count ?? NaN;

it.each(TABLES)('%s shows the rows of this university and no others (R-306)', async (table) => {
  const text = `select count(*)::int as count from ${table}`;
  const seen = count(await read<{ count: number }>({ text, values: [] }));
  const { rows } = await database.pool.query<{ count: number }>(text);
  expect(seen).toBeGreaterThan(0);
  expect(seen).toBe(count(rows) / 2);
});

it('writes an entry of this university’s record in the same statement (R-325)', async () => {
  const noting = `select now() as at, 'staff:x'::text as actor, 'order_read' as action, 'order' as entity,
    o.id::text as entity_id, null::jsonb as after from "order" o limit 1`;
  await read({ text: 'select 1 from "order" limit 1', values: [], noting });
  const entries = await database.prisma.auditEntry.findMany({ where: { action: 'order_read' } });
  const { id } = await database.prisma.university.findFirstOrThrow({ where: { code: 'aomine' } });
  expect(entries).toMatchObject([{ universityId: id, actor: 'staff:x' }]);
  const foreign = { text: 'select 1 from "order"', values: [], noting: 'select * from session' };
  await expect(read(foreign)).rejects.toMatchObject({ name: 'OutsideUniversity' });
});

it.each([
  ['a table that nobody confined', 'select * from session'],
  ['a table by its whole name', 'select * from public."order"'],
  ['another one inside', 'select (select count(*) from student) from "order"'],
  ['another one beside', 'select 1 from "order" o join lateral kept_form k on true'],
  ['another one after a comma', 'select 1 from "order" o, session s'],
  ['a change', 'with x as (delete from "order" returning 1) select 1 from x'],
  ['a change in the middle', 'select 1 from "order" where exists (update "order" set x = 1)'],
  ['two statements', 'select 1 from "order"; select 1'],
])('%s is refused before it is sent (R-306)', async (_, text) => {
  await expect(read({ text, values: [] })).rejects.toMatchObject({ name: 'OutsideUniversity' });
});
