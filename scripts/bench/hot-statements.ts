// The second half of P7: the ten statements that took PostgreSQL most of its time, each sent by the product's own
// function and, in turn, by nothing but `pg` with a prepared statement.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import type { QueryConfig } from 'pg';
import { knownCalls, somethingToAskAbout } from './known-calls.ts';
import type { KnownCall } from './known-calls.ts';
import { bounds, judge } from './rows.ts';
import type { Findings, Goal, Row } from './rows.ts';
import type { Stage } from './stage.ts';
import { median, short } from './statistics.ts';

const TIME: Goal = { target: 2.5, worldClass: 1.5, better: 'lower' };
const HOTTEST = 10;

interface Hot {
  text: string;
  share: number;
  call: KnownCall | undefined;
}

export async function hotStatements(stage: Stage, repeats: number): Promise<Findings> {
  const hottest = await findHottest(stage);
  const times = await stage.without('worker', async () => {
    const subject = await somethingToAskAbout(stage);
    const timed = new Map<KnownCall, { product: number[]; raw: number[] }>();
    for (const call of new Set(hottest.flatMap((hot) => hot.call ?? []))) {
      timed.set(
        call,
        await timeBoth(stage.databaseUrl, (pool) => call.run(pool, subject), repeats),
      );
    }
    return timed;
  });
  const sum = { product: 0, raw: 0 };
  const each: string[] = [];
  for (const [call, { product, raw }] of times) {
    sum.product += median(product);
    sum.raw += median(raw);
    each.push(
      `${call.name} ${short(median(product))} ms against ${short(median(raw))} ms (${short(median(product) / median(raw))})`,
    );
  }
  const ratio = sum.product / sum.raw;
  const others = hottest
    .filter(({ call }) => call === undefined)
    .map(({ text }) => beginning(text));
  const row: Row = {
    figure: 'P7',
    what: `ms of the ${times.size} hottest statements that can be repeated, together`,
    product: short(sum.product),
    baseline: short(sum.raw),
    ratio: short(ratio),
    ...bounds(TIME),
    verdict: judge(ratio, TIME),
    cause: each.join('; '),
  };
  const left =
    others.length > 0
      ? ` Among the ten but inside larger activities, so not repeated alone: ${others.join('; ')}.`
      : '';
  return {
    rows: times.size > 0 ? [row] : [],
    notes: [
      `P7, time: the ten statements with most time in pg_stat_statements over this run. Each that a function of the product sends alone is sent by that function and by a bare \`pg\` client with a prepared statement, ${repeats} times in turn, each time in a transaction that is rolled back, of which only the statement is timed. ${each.join('; ')}.${left}`,
    ],
  };
}

async function findHottest(stage: Stage): Promise<Hot[]> {
  const { rows } = await stage.pool.query<{ text: string; share: number }>(
    `SELECT s.query AS text, sum(s.total_exec_time) / sum(sum(s.total_exec_time)) OVER () AS share
     FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
     WHERE r.rolname = ANY($1) AND s.query !~* '^(begin|commit|rollback|set|show|deallocate)'
     GROUP BY s.query ORDER BY sum(s.total_exec_time) DESC LIMIT ${HOTTEST}`,
    [[stage.roleOf('web'), stage.roleOf('worker')]],
  );
  return rows.map(({ text, share }) => ({
    text,
    share,
    call: knownCalls.find(({ fragment }) => text.includes(fragment)),
  }));
}

function beginning(text: string): string {
  return `\`${text.replaceAll(/\s+/g, ' ').replaceAll('`', '').trim().slice(0, 60)}…\``;
}

async function timeBoth(
  url: string,
  call: (pool: Pool) => Promise<unknown>,
  repeats: number,
): Promise<{ product: number[]; raw: number[] }> {
  const pool = new Pool({ connectionString: url, max: 1 });
  const client = new Client(url);
  await client.connect();
  try {
    const asked: QueryConfig[] = [];
    await inRolledBack(pool, () => call(recording(pool, asked)));
    const prepared = asked.map((query) => ({ ...query, name: `raw-${randomUUID()}` }));
    const raw = async () => {
      for (const query of prepared) await client.query(query);
    };
    const times = { product: [] as number[], raw: [] as number[] };
    for (let repeat = -10; repeat < repeats; repeat += 1) {
      const ours = await inRolledBack(pool, () => call(pool));
      const bare = await inRolledBack(client, raw);
      if (repeat < 0) continue;
      times.product.push(ours);
      times.raw.push(bare);
      if (repeat % 20 === 0) await sleep(1);
    }
    return times;
  } finally {
    await client.end();
    await pool.end();
  }
}

/** @returns milliseconds that `work` took */
async function inRolledBack(
  connection: { query(text: string): Promise<unknown> },
  work: () => Promise<unknown>,
): Promise<number> {
  await connection.query('BEGIN');
  try {
    const since = performance.now();
    await work();
    return performance.now() - since;
  } finally {
    await connection.query('ROLLBACK');
  }
}

/** The pool, with a copy of everything that is asked of it. */
function recording(pool: Pool, asked: QueryConfig[]): Pool {
  const query = (what: string | QueryConfig, values?: unknown[]) => {
    const { text, values: given } = typeof what === 'string' ? { text: what, values } : what;
    asked.push({ text, values: given ?? values ?? [] });
    return pool.query(text, given ?? values ?? []);
  };
  return new Proxy(pool, {
    get: (target, key): unknown => (key === 'query' ? query : Reflect.get(target, key)),
  });
}
