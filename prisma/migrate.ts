// Applies prisma/migrations/*/migration.sql, each in one transaction, and keeps Prisma's own table
// `_prisma_migrations`, so that Prisma's tools understand the database. `npm run migrate` for production.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { readEnvironment } from '../platform/env.ts';

export const migrationsFolder = join(import.meta.dirname, 'migrations');

export interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file in hexadecimal: Prisma's definition. */
  checksum: string;
}

/** The database has migrations that this code does not know, or has others under the same name. */
export class DatabaseOfOtherVersion extends Error {
  override name = 'DatabaseOfOtherVersion';
}

/** A migration failed; it was rolled back and nothing of it remains. */
export class MigrationFailed extends Error {
  override name = 'MigrationFailed';
}

/** Any number, the same in every process: one process migrates at a time, the others wait. */
const LOCK = 72_190_417;

/** In the order in which they are applied: by name. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * @param url PostgreSQL connection string of the database, which must exist
 * @returns names of the migrations that this call has applied
 * @throws DatabaseOfOtherVersion before anything is changed; MigrationFailed
 */
export async function migrate(url: string, migrations = readMigrations()): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const { rows } = await client.query<AppliedRow>(
      'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
    refuseOtherVersion(applied, migrations);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end(); // ends the lock as well
  }
}

interface AppliedRow {
  migration_name: string;
  checksum: string;
}

function refuseOtherVersion(applied: Map<string, string>, migrations: Migration[]): void {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  const unknown = [...applied.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new DatabaseOfOtherVersion(
      `The database belongs to another version of the service: it has ${unknown.join(', ')}, which this version does not know. Nothing was changed.`,
    );
  }
  const changed = [...applied].filter(([name, checksum]) => known.get(name) !== checksum);
  if (changed.length > 0) {
    throw new DatabaseOfOtherVersion(
      `The database belongs to another version of the service: it was made with a different ${changed.map(([name]) => name).join(', ')}. Nothing was changed.`,
    );
  }
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationFailed(`Migration ${name} failed and was rolled back: ${reason}`, {
      cause: error,
    });
  }
}

const MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

if (import.meta.main) {
  try {
    const { DATABASE_URL } = readEnvironment(process.env);
    if (DATABASE_URL === undefined) throw new Error('DATABASE_URL: must be set to migrate.');
    const applied = await migrate(DATABASE_URL);
    console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to apply.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
