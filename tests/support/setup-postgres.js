// Before the first test of a run that needs PostgreSQL: one server, and a template database with every migration.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../prisma/migrate.ts';
import { startPostgres } from '../../scripts/servers/postgres.ts';
import tearDown from './teardown-postgres.js';

const TEMPLATE = 'certificate_service_template';

export default async function setUp() {
  if (globalThis.testPostgres) return; // another tier of the same run has started it
  const folder = mkdtempSync(join(tmpdir(), 'certificate-service-test-'));
  const server = await startPostgres({ folder, port: 0, throwAway: true });
  globalThis.testPostgres = { server, folder };
  try {
    await makeTemplate(server);
  } catch (error) {
    await tearDown(); // jest does not call it when its setup fails
    throw error;
  }
  process.env.TEST_POSTGRES_URL = server.urlOf('postgres');
}

async function makeTemplate(server) {
  const client = new Client(server.urlOf('postgres'));
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  await migrate(server.urlOf(TEMPLATE));
}
