import { randomUUID } from 'node:crypto';
import type { SessionData } from 'express-session';
import { createTestDatabase } from '../tests/support/postgres.ts';
import type { TestDatabase } from '../tests/support/postgres.ts';
import {
  endSessionsOf,
  findEndedSession,
  hashSessionId,
  PostgresSessionStore,
} from './session-store.ts';

const MINUTE = 60_000;

let now = Date.parse('2026-11-21T06:30:00Z');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const { prisma } = database;
  await prisma.university.create({
    data: { id: UNIVERSITY, code: 'aomine', nameJa: '青嶺大学', nameEn: 'Aomine University' },
  });
});
afterAll(() => database.drop());

const UNIVERSITY = randomUUID();

async function newAccount(): Promise<string> {
  const { id } = await database.prisma.account.create({
    data: {
      id: randomUUID(),
      universityId: UNIVERSITY,
      userType: 'student',
      loginId: randomUUID(),
    },
  });
  return id;
}

function storeOf(accountId: string, prolongs = true) {
  const store = new PostgresSessionStore({
    pool: database.pool,
    clock: () => new Date(now),
    idleSeconds: 1_800,
    absoluteSeconds: 28_800,
    prolongs,
    ownerOf: () => ({ accountId, staffId: null, samlSubject: 'subject' }),
  });
  const promised = <T>(ask: (done: (error: unknown, value?: T) => void) => void) =>
    new Promise<T | undefined>((resolve, reject) =>
      ask((error, value) => (error instanceof Error ? reject(error) : resolve(value))),
    );
  return {
    get: (id: string) => promised<SessionData | null>((done) => store.get(id, done)),
    set: (id: string, data: SessionData) => promised((done) => store.set(id, data, done)),
    touch: (id: string, data: SessionData) => promised((done) => store.touch(id, data, done)),
  };
}

const content = (more: object = {}) => ({ ...more, cookie: {} }) as unknown as SessionData;
const rowOf = (id: string) =>
  database.prisma.session.findUniqueOrThrow({ where: { idHash: hashSessionId(id) } });

describe('a session in the table (R-132)', () => {
  it('keeps what names the device and whose it is in columns, and none of that in its content', async () => {
    const accountId = await newAccount();
    const store = storeOf(accountId);
    const id = randomUUID();
    await store.set(id, content({ userAgent: 'x'.repeat(2_000), greeting: 'hello' }));
    const row = await rowOf(id);
    expect(row).toMatchObject({ accountId, samlSubject: 'subject', userAgent: 'x'.repeat(400) });
    expect(row.data).toEqual({ greeting: 'hello', cookie: {} });
    const read = await store.get(id);
    await store.set(id, { ...content(), ...read });
    expect((await rowOf(id)).data).toEqual({ greeting: 'hello', cookie: {} });
  });

  it('that was ended while a request was under way is not brought back by its late write', async () => {
    const accountId = await newAccount();
    const store = storeOf(accountId);
    const id = randomUUID();
    await store.set(id, content());
    now += 2 * MINUTE;
    const read = await store.get(id);
    if (!read) throw new Error('no session');
    await endSessionsOf(database.pool, {
      accountId,
      because: 'password_changed',
      now: new Date(now),
    });
    const ended = await rowOf(id);
    now += 1;
    await store.touch(id, read);
    await store.set(id, { ...read, ...content({ more: 'typed' }) });
    await store.set(id, content({ more: 'typed' }));
    expect(await rowOf(id)).toEqual(ended);
    expect(await store.get(id)).toBeNull();
    expect(await findEndedSession(database.pool, id, new Date(now))).toMatchObject({
      because: 'password_changed',
    });
  });

  it('is marked once a minute, and not at all by what asks by itself', async () => {
    const accountId = await newAccount();
    const store = storeOf(accountId);
    const id = randomUUID();
    await store.set(id, content());
    const seen = async () => (await rowOf(id)).lastSeenAt.getTime();
    const begun = now;
    const request = async (prolongs: boolean) => {
      const asking = storeOf(accountId, prolongs);
      const read = await asking.get(id);
      if (read) await asking.touch(id, read);
      return read?.row?.idleEndsAt;
    };
    now += MINUTE - 1;
    expect(await request(true)).toBe(begun + 30 * MINUTE);
    expect(await seen()).toBe(begun);
    now += 1;
    expect(await request(false)).toBe(begun + 30 * MINUTE);
    expect(await seen()).toBe(begun);
    expect(await request(true)).toBe(now + 30 * MINUTE);
    expect(await seen()).toBe(now);
  });

  it('ends at its two limits to the millisecond', async () => {
    const accountId = await newAccount();
    const store = storeOf(accountId);
    const id = randomUUID();
    await store.set(id, content());
    now += 30 * MINUTE - 1;
    expect(await store.get(id)).not.toBeNull();
    expect(await findEndedSession(database.pool, id, new Date(now))).toBeNull();
    now += 1;
    expect(await store.get(id)).toBeNull();
    expect(await findEndedSession(database.pool, id, new Date(now))).toMatchObject({
      because: 'idle',
      endedAt: new Date(now),
    });
  });

  it('counts those of the same account alone that are open', async () => {
    const [accountId, other] = [await newAccount(), await newAccount()];
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) await storeOf(accountId).set(id, content());
    await storeOf(other).set(randomUUID(), content());
    expect((await storeOf(accountId).get(ids[0] ?? ''))?.row?.others).toBe(2);
    await endSessionsOf(database.pool, {
      accountId,
      except: ids[0] ?? '',
      because: 'ended_by_owner',
      now: new Date(now),
    });
    expect((await storeOf(accountId).get(ids[0] ?? ''))?.row?.others).toBe(0);
  });
});
