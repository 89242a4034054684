// P7: SQL statements a page, counted by PostgreSQL; and what the product adds to the time of its hottest statements.
import { hotStatements } from './hot-statements.ts';
import { pageSet } from './page-set.ts';
import { judge, bounds } from './rows.ts';
import type { Findings, Goal, Row } from './rows.ts';
import type { ServiceName, Stage } from './stage.ts';
import { median, spread } from './statistics.ts';

const STATEMENTS: Goal = { target: 3, worldClass: 2, better: 'lower' };

/** @param views of each page; @param repeats of each of the ten statements on each side */
export async function measureStatements(
  stage: Stage,
  { views, repeats }: { views: number; repeats: number },
): Promise<Findings> {
  const pages = await pageSet(stage);
  const hot = await hotStatements(stage, repeats);
  const rows: Row[] = [];
  for (const { name, path, browser } of pages) {
    const counts: number[] = [];
    for (let view = 0; view < views; view += 1) {
      await forgetStatements(stage);
      await browser.get(path);
      counts.push(await countStatements(stage, 'web'));
    }
    const middle = median(counts);
    rows.push({
      figure: 'P7',
      what: `SQL statements of the page ${name}`,
      product: spread(counts),
      baseline: '–',
      ratio: '–',
      ...bounds(STATEMENTS),
      verdict: judge(middle, STATEMENTS),
      cause: 'Each is listed in the log of PostgreSQL.',
    });
  }
  return {
    rows: [...rows, ...hot.rows],
    notes: [
      `P7: statements counted by pg_stat_statements for the role of the web process, ${views} views of each page one by one; reading the session is one of them. Once a minute a session is marked as in use: one more.`,
      ...hot.notes,
    ],
  };
}

async function forgetStatements({ pool }: Stage): Promise<void> {
  await pool.query('SELECT pg_stat_statements_reset()');
}

async function countStatements({ pool, roleOf }: Stage, name: ServiceName): Promise<number> {
  const { rows } = await pool.query<{ calls: number }>(
    `SELECT coalesce(sum(s.calls), 0)::int AS calls FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
     WHERE r.rolname = $1`,
    [roleOf(name)],
  );
  return rows[0]?.calls ?? 0;
}
