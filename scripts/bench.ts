// `npm run bench`: what the product costs, against baselines measured in the same run, as a table in
// docs/benchmarks.md. Starts everything itself, leaves nothing behind.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureColdOrders } from './bench/cold-orders.ts';
import { measureFirstViews } from './bench/first-view.ts';
import { measureLives } from './bench/lives.ts';
import { measureMemory } from './bench/memory.ts';
import { measureNotice } from './bench/notice.ts';
import { readOptions, USAGE } from './bench/options.ts';
import type { BenchOptions, FigureId } from './bench/options.ts';
import { measurePages } from './bench/pages.ts';
import { report } from './bench/report.ts';
import type { Findings } from './bench/rows.ts';
import { setStage } from './bench/stage.ts';
import type { Stage } from './bench/stage.ts';
import { measureSignIns } from './bench/sign-ins.ts';
import { measureStartUp } from './bench/start-up.ts';
import { measureStatements } from './bench/statements.ts';
import { measureThroughput } from './bench/throughput.ts';
import { seconds } from './start/steps.ts';

const DOCUMENT = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');

interface Part {
  figures: FigureId[];
  measure(stage: Stage, options: BenchOptions): Promise<Findings>;
}

/** In this order: each leaves behind what does not matter to the next. */
const PARTS: Part[] = [
  {
    figures: ['P12'],
    measure: (stage, { quick, testSeconds }) =>
      measureStartUp(stage, { rounds: quick ? 1 : 5, testSeconds }),
  },
  { figures: ['P1', 'P2'], measure: (stage, { quick }) => measureLives(stage, quick ? 1 : 5) },
  {
    figures: ['P3', 'P4'],
    measure: (stage, { quick }) =>
      measureThroughput(
        stage,
        quick
          ? { rounds: 1, orders: 12, bareLives: 24, inFlight: 4 }
          : { rounds: 3, orders: 160, bareLives: 400, inFlight: 20 },
      ),
  },
  { figures: ['P5'], measure: (stage, { quick }) => measureNotice(stage, quick ? 5 : 100) },
  {
    figures: ['P6'],
    measure: (stage, { quick }) =>
      measurePages(stage, { rounds: quick ? 1 : 5, seconds: quick ? 1 : 4, connections: 10 }),
  },
  {
    figures: ['P7'],
    measure: (stage, { quick }) =>
      measureStatements(stage, quick ? { views: 2, repeats: 20 } : { views: 9, repeats: 300 }),
  },
  { figures: ['P11'], measure: (stage) => measureFirstViews(stage) },
  {
    figures: ['P13'],
    measure: (stage, { quick }) =>
      measureSignIns(
        stage,
        quick
          ? { rounds: 1, seconds: 2, readersPerSecond: 20 }
          : { rounds: 5, seconds: 10, readersPerSecond: 40 },
      ),
  },
  {
    figures: ['P8'],
    measure: (stage, { quick }) =>
      measureMemory(
        stage,
        quick
          ? { warmUp: 150, steps: 3, ordersAStep: 150 }
          : { warmUp: 200, steps: 5, ordersAStep: 200 },
      ),
  },
  {
    // Last: what it leaves open would be in everybody's way.
    figures: ['P9', 'P10'],
    measure: (stage, { quick, openOrders }) =>
      measureColdOrders(
        stage,
        quick
          ? { few: 20, many: 100, ended: 8, replays: 20 }
          : { few: 1_000, many: openOrders ?? 10_000, ended: 100, replays: 200 },
      ),
  },
];

async function main(options: BenchOptions): Promise<void> {
  const began = performance.now();
  const stage = await setStage(console.log);
  const findings: Findings[] = [];
  const failed: string[] = [];
  try {
    for (const { figures, measure } of PARTS) {
      if (!figures.some((figure) => options.only.has(figure))) continue;
      const since = performance.now();
      console.log(`… ${figures.join(', ')}`);
      let found: Findings;
      try {
        found = await measure(stage, options);
      } catch (error) {
        failed.push(
          `${figures.join(', ')}: ${error instanceof Error ? error.message : String(error)}`,
        );
        console.error(`✗ ${failed.at(-1)}`);
        continue;
      }
      findings.push(found);
      for (const { figure, what, product, baseline, ratio, verdict } of found.rows) {
        console.log(`  ${figure} ${what}: ${product} | ${baseline} | ${ratio} → ${verdict}`);
      }
      console.log(`✓ ${figures.join(', ')} (${seconds(since)})`);
    }
  } finally {
    await stage.close();
  }
  const text = report(findings, options, (performance.now() - began) / 1_000);
  if (options.output === undefined || failed.length > 0) {
    console.log(`\n${text}`);
    if (failed.length > 0)
      throw new Error(`Not measured, so nothing is written: ${failed.join('; ')}`);
  } else {
    await writeFile(options.output, text);
    console.log(`Written: ${options.output}`);
  }
}

try {
  await main(readOptions(process.argv.slice(2), DOCUMENT));
  process.exit();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof Error && error.message.startsWith('--')) console.error(USAGE);
  process.exit(1);
}
