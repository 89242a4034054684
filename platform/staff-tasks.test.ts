import { createTestDatabase } from '../tests/support/postgres.ts';
import type { TestDatabase } from '../tests/support/postgres.ts';
import { seedProfiles } from '../prisma/profiles/seed.ts';
import { openTask, settleTask } from './staff-tasks.ts';
import type { TaskToOpen, TaskToSettle } from './staff-tasks.ts';

let database: TestDatabase;
let universityId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedProfiles(database.prisma);
  ({ id: universityId } = await database.prisma.university.findUniqueOrThrow({
    where: { code: 'rakuo' },
  }));
});
afterAll(() => database.drop());

const task = (reference: string, more: Partial<TaskToOpen> = {}): TaskToOpen => ({
  universityId,
  orderId: null,
  kind: 'refund_refused',
  reference,
  amountYen: 500,
  facts: { issue: 'REFUND_FAILED' },
  at: new Date('2026-11-21T03:00:00Z'),
  ...more,
});
const settled = (reference: string): TaskToSettle => ({
  kind: 'refund_refused',
  reference,
  by: null,
  action: 'try_again',
  note: null,
  at: new Date('2026-11-21T04:00:00Z'),
});
const trail = async () =>
  (
    await database.pool.query<{ told: string }>(
      `SELECT actor || ' ' || action AS told FROM audit_entry WHERE entity = 'staff_task' ORDER BY id`,
    )
  ).rows.map(({ told }) => told);

describe('a task of staff', () => {
  beforeEach(() => database.pool.query('TRUNCATE staff_task, audit_entry'));

  it('is opened once, though twenty find it at the same moment, with one row in the record (I2, I17, R-325)', async () => {
    const opened = await Promise.all(
      Array.from({ length: 20 }, () => openTask(database.pool, task('one'))),
    );
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await database.prisma.staffTask.count()).toBe(1);
    expect(await trail()).toEqual(['system task_opened']);
  });

  it('stays done when the same happening is found again, and opens anew where it may come back', async () => {
    await openTask(database.pool, task('two'));
    expect(await settleTask(database.pool, settled('two'))).toBe(true);
    expect(await settleTask(database.pool, settled('two'))).toBe(false);
    expect(await openTask(database.pool, task('two'))).toBe(false);
    const again = task('two', { reopens: true, facts: { issue: 'AGAIN' } });
    expect(await openTask(database.pool, again)).toBe(true);
    expect(await openTask(database.pool, again)).toBe(false);
    expect(await database.prisma.staffTask.findFirstOrThrow()).toMatchObject({
      state: 'open',
      facts: { issue: 'AGAIN' },
      doneAt: null,
      action: null,
    });
    expect(await trail()).toEqual(['system task_opened', 'system task_done', 'system task_opened']);
  });
});
