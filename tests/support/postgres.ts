// A database of its own for each test file, made in a few milliseconds from a template that has every migration.
// The server is started once a run by setup-postgres.js.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Pool } from 'pg';
import { openDatabase } from '../../prisma/client.ts';
import type { PrismaClient } from '../../prisma/client.ts';

export interface TestDatabase {
  url: string;
  prisma: PrismaClient;
  pool: Pool;
  /** Closes the connections and removes the database: call it in `afterAll`. */
  drop(): Promise<void>;
}

const template = 'certificate_service_template';

/** @throws Error when the test's tier has no PostgreSQL (see jest.config.js) */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = urlOf(name);
  const database = openDatabase(url, 5);
  return {
    url,
    prisma: database.prisma,
    pool: database.pool,
    async drop() {
      await database.close();
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** An empty database without any migration, for tests of migrating. `drop` as above. */
export async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  return { url: urlOf(name), drop: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function onServer(statement: string): Promise<void> {
  const client = new Client(serverUrl());
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env.TEST_POSTGRES_URL;
  if (url === undefined) {
    throw new Error('This tier has no PostgreSQL: see globalSetup in jest.config.js.');
  }
  return url;
}
