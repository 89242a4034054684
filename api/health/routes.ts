import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { paths } from '../paths.ts';
import { route } from '../middleware/policy.ts';

/** How long a part may take to answer before it counts as away. Milliseconds. */
const ANSWER_WITHIN = 1_000;

async function isThere(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ANSWER_WITHIN, false);
  });
  const answered = check().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** `/healthz`: this process runs. `/readyz`: PostgreSQL and Temporal answer as well, over the connections in use. */
export function createHealthRouter({ pool, lives }: AppDependencies): Router {
  const router = Router();
  route(router, 'get', paths.health(), 'public', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'up' });
  });
  route(router, 'get', paths.readiness(), 'public', async (_req, res) => {
    const [database, temporal] = await Promise.all([
      isThere(() => pool.query('select 1')),
      isThere(() => lives.check()),
    ]);
    res
      .status(database && temporal ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ database: database ? 'up' : 'away', temporal: temporal ? 'up' : 'away' });
  });
  return router;
}
