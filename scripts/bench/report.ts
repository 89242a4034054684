import { cpus, release, totalmem } from 'node:os';
import { FIGURES } from './options.ts';
import type { BenchOptions } from './options.ts';
import type { Findings, Row } from './rows.ts';

/** @param took seconds of the whole measurement */
export function report(findings: Findings[], options: BenchOptions, took: number): string {
  const rows = findings
    .flatMap((found) => found.rows)
    .toSorted((a, b) => FIGURES.indexOf(a.figure) - FIGURES.indexOf(b.figure));
  const falling = rows.filter(({ verdict }) => verdict === 'falls short');
  const parts = [
    '# Benchmarks',
    '`npm run bench` wrote this file. It measures the product and, in turn in the same run, a baseline that does the same with nothing around it: on a shared machine only their ratio says something. A figure is the median of its rounds, with the least and the greatest in brackets.',
    ...(options.quick
      ? ['**Measured with `--quick`: tiny counts that only show that everything can be measured.**']
      : []),
    `Measured on ${new Date().toISOString().slice(0, 10)} in ${Math.round(took / 60)} minutes on ${machine()}.`,
    table(rows),
    '## What falls short, and why',
    falling.length === 0
      ? 'Nothing.'
      : falling.map((row) => `- **${row.figure}, ${row.what}.** ${row.cause ?? ''}`).join('\n'),
    '## How it was measured',
    'Everything is started by the measurement on free ports of this machine, in a folder that is removed afterwards: PostgreSQL with its files synced at each commit, Temporal’s development server with a database file, the town, worker and web as production starts them (`NODE_ENV=production`, one process each), all on the same processors.',
    findings
      .flatMap((found) => found.notes)
      .map((note) => `- ${note}`)
      .join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const model = processors[0]?.model.trim() ?? 'unknown';
  return `${processors.length} × ${model}, ${memory} GiB, ${process.platform} ${release()}, Node ${process.versions.node}`;
}

export function table(rows: readonly Row[]): string {
  const heads = ['', 'figure', 'product', 'baseline', 'ratio', 'target', 'world class', 'verdict'];
  const lines = rows.map((row) => [
    row.figure,
    row.what,
    row.product,
    row.baseline,
    row.ratio,
    row.target,
    row.worldClass,
    row.verdict === 'falls short' ? '**falls short**' : row.verdict,
  ]);
  const all = [heads, heads.map(() => '---'), ...lines];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
