import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { lastSchemaFile, schemaFile } from '../scripts/make-migration.ts';
import { createEmptyDatabase, createTestDatabase } from '../tests/support/postgres.ts';
import { DatabaseOfOtherVersion, MigrationFailed, migrate, readMigrations } from './migrate.ts';
import type { Migration } from './migrate.ts';

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let client: Client;

beforeEach(async () => {
  database = await createEmptyDatabase();
  client = new Client(database.url);
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await database.drop();
});

const first: Migration = { name: '1_first', sql: 'CREATE TABLE one (id int);', checksum: 'a' };
const second: Migration = { name: '2_second', sql: 'CREATE TABLE two (id int);', checksum: 'b' };

async function tables(): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  return rows.map((row) => row.tablename).filter((name) => name !== '_prisma_migrations');
}

it('applies what is missing, once', async () => {
  expect(await migrate(database.url, [first])).toEqual(['1_first']);
  expect(await migrate(database.url, [first, second])).toEqual(['2_second']);
  expect(await migrate(database.url, [first, second])).toEqual([]);
  expect(await tables()).toEqual(['one', 'two']);
});

it('lets one of several processes migrate while the others wait', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, [first, second])));
  expect(applied.flat().toSorted()).toEqual(['1_first', '2_second']);
});

it('leaves nothing of a migration that fails', async () => {
  const broken = {
    name: '2_broken',
    sql: 'CREATE TABLE half (id int); SELECT 1/0;',
    checksum: 'x',
  };
  await expect(migrate(database.url, [first, broken])).rejects.toThrow(MigrationFailed);
  expect(await tables()).toEqual(['one']);
  expect(await migrate(database.url, [first, second])).toEqual(['2_second']);
});

it('refuses a database that is ahead of the code, and changes nothing', async () => {
  await migrate(database.url, [first, second]);
  const other = { name: '3_other', sql: 'CREATE TABLE three (id int);', checksum: 'c' };
  await expect(migrate(database.url, [first, other])).rejects.toThrow(
    /another version of the service: it has 2_second/,
  );
  expect(await tables()).toEqual(['one', 'two']);
});

it('refuses a database that was made by a different file of the same name', async () => {
  await migrate(database.url, [first]);
  await expect(migrate(database.url, [{ ...first, checksum: 'z' }])).rejects.toThrow(
    DatabaseOfOtherVersion,
  );
});

it('has migrations for the whole schema: npm run make-migration after a change', () => {
  expect(readMigrations().length).toBeGreaterThan(0);
  expect(readFileSync(schemaFile, 'utf8')).toBe(readFileSync(lastSchemaFile, 'utf8'));
});

it('gives every model of the client a table with all its columns', async () => {
  const { prisma, pool, drop } = await createTestDatabase();
  try {
    const { rows } = await pool.query<{ tablename: string }>(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    );
    expect(rows.length).toBeGreaterThan(20);
    await expect(prisma.order.findMany()).resolves.toEqual([]);
    await expect(prisma.oneTimeLink.findMany()).resolves.toEqual([]);
  } finally {
    await drop();
  }
});

it('keeps the journal append-only', async () => {
  const { pool, drop } = await createTestDatabase();
  try {
    await pool.query(
      "INSERT INTO audit_entry (actor, action, entity, entity_id) VALUES ('system', 'made', 'order', '1')",
    );
    await expect(pool.query("UPDATE audit_entry SET action = 'x'")).rejects.toThrow('append-only');
    await expect(pool.query('DELETE FROM audit_entry')).rejects.toThrow('append-only');
  } finally {
    await drop();
  }
});
