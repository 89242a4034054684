import { Client } from 'pg';
import { openDatabase } from '../../prisma/client.ts';
import { migrate } from '../../prisma/migrate.ts';
import { seedProfiles } from '../../prisma/profiles/seed.ts';
import { seedSampleData } from '../../prisma/sample-data/seed.ts';
import type { Environment } from '../../platform/env.ts';
import type { PostgresServer } from '../servers/postgres.ts';
import { seedSampleStaff } from './sample-staff.ts';
import type { Steps } from './steps.ts';

const DATABASE = 'certificate_service';

/** Makes the database of the service on our own server when it is missing. @returns its connection string */
export async function makeDatabase(server: PostgresServer): Promise<string> {
  const client = new Client(server.urlOf('postgres'));
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
  return server.urlOf(DATABASE);
}

/** Migrations, the universities and their settings, and sample people. */
export async function fillDatabase(
  url: string,
  environment: Pick<Environment, 'COOKIE_SECRET'>,
  { step }: Steps,
): Promise<void> {
  await step(
    'Migrations',
    'bringing the tables up to date',
    () => migrate(url),
    (applied) => (applied.length > 0 ? `applied ${applied.join(', ')}` : 'nothing to apply'),
  );
  const database = openDatabase(url, 3);
  try {
    await step(
      'Universities and sample people',
      'writing what is missing',
      async () => {
        await seedProfiles(database.prisma);
        await seedSampleStaff(database.prisma, environment);
        return seedSampleData(database.prisma);
      },
      ({ students }) => (students > 0 ? `${students} students written` : 'all there'),
    );
  } finally {
    await database.close();
  }
}
