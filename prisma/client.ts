import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from './generated/client.ts';

export type { PrismaClient };
export { Prisma } from './generated/client.ts';

export interface Database {
  prisma: PrismaClient;
  /** The pool that Prisma uses too: for single hot statements and compare-and-set writes. */
  pool: Pool;
  /** Closes both; call it after everything that uses them has stopped. */
  close(): Promise<void>;
}

/**
 * @param url PostgreSQL connection string
 * @param poolSize most connections at once, at least as many as activities that run at once
 */
export function openDatabase(url: string, poolSize = 10): Database {
  const pool = new Pool({ connectionString: url, max: poolSize });
  // An idle connection that the server cuts (restart) is an error of the pool, not of the process: the next query opens a new one.
  pool.on('error', () => {});
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}
