// `npm run make-migration -- add_campus_card`: writes prisma/migrations/<time>_<name>/migration.sql with what
// brings the schema of the last migration (kept beside the migrations) to prisma/schema.prisma. Read it before you
// commit it: check constraints, triggers and partial indexes are added by hand, for Prisma's language has no words
// for them.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import type { DiffTarget } from '@prisma/schema-engine-wasm';
import { migrationsFolder } from '../prisma/migrate.ts';
import { startPostgres } from './servers/postgres.ts';

export const schemaFile = join(dirname(import.meta.dirname), 'prisma', 'schema.prisma');
/** prisma/schema.prisma as it was when the last migration was made. */
export const lastSchemaFile = join(migrationsFolder, 'last-schema.prisma');

/**
 * Both schemas are texts in Prisma's language; `undefined` stands for the empty database.
 * @returns SQL; empty when there is no difference
 */
export async function diffSchemas(from: string | undefined, to: string): Promise<string> {
  // Only texts are compared, but the engine does not start without a server to talk to.
  const folder = mkdtempSync(join(tmpdir(), 'certificate-service-diff-'));
  const server = await startPostgres({ folder, port: 0, throwAway: true });
  try {
    const adapter = new PrismaPg({ connectionString: server.urlOf('postgres') });
    const engine = await SchemaEngine.new(
      { datamodels: [['schema.prisma', to]] },
      () => {},
      bindMigrationAwareSqlAdapterFactory(adapter),
    );
    const { stdout } = await engine.diff({
      from: from === undefined ? { tag: 'empty' } : datamodel(from),
      to: datamodel(to),
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    engine.free();
    return stdout === null || stdout.includes('This is an empty migration') ? '' : stdout;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function datamodel(content: string): DiffTarget {
  return { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] };
}

async function main([name]: string[]): Promise<number> {
  if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
    console.error('Say what changes, in small letters: npm run make-migration -- add_campus_card');
    return 1;
  }
  mkdirSync(migrationsFolder, { recursive: true });
  const schema = readFileSync(schemaFile, 'utf8');
  const last = existsSync(lastSchemaFile) ? readFileSync(lastSchemaFile, 'utf8') : undefined;
  const sql = await diffSchemas(last, schema);
  writeFileSync(lastSchemaFile, schema);
  if (sql === '') {
    console.log('The migrations say what the schema says: nothing to make.');
    return 0;
  }
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder, `${time}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  console.log(`Made ${join(folder, 'migration.sql')}. Read it, then npm run generate.`);
  return 0;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
