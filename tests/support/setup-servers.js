// Before tests that span processes: PostgreSQL runs, and both Temporal servers are fetched where they are missing.
import setUpPostgres from './setup-postgres.js';
import { prepareDevServer, prepareTimeSkipping } from './temporal.ts';

export default async function setUp() {
  await prepareDevServer();
  await prepareTimeSkipping();
  await setUpPostgres();
}
