import { parseArgs } from 'node:util';

export const FIGURES = [
  'P1',
  'P2',
  'P3',
  'P4',
  'P5',
  'P6',
  'P7',
  'P8',
  'P9',
  'P10',
  'P11',
  'P12',
  'P13',
] as const;
export type FigureId = (typeof FIGURES)[number];

export interface BenchOptions {
  only: ReadonlySet<FigureId>;
  /** Tiny counts: shows that every figure can be measured, and no more. */
  quick: boolean;
  /** How many orders are open while P9 is measured; null = as many as are opened in two minutes. */
  openOrders: number | null;
  /** Seconds that `npm test` took on this machine, measured by whoever ran it; null = not given. */
  testSeconds: number | null;
  /** Markdown file that is written; undefined = none, the table is only printed. */
  output: string | undefined;
}

export const USAGE = `npm run bench -- [--only P1,P5] [--quick] [--test-seconds N] [--open-orders N]
                 [--output FILE]
  The document docs/benchmarks.md is written when everything was measured in full;
  --output names another file, and writes it in any case.`;

/** @throws Error naming the option that cannot be used */
export function readOptions(args: string[], document: string): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'test-seconds': { type: 'string' },
      'open-orders': { type: 'string' },
      output: { type: 'string' },
    },
  });
  const asked = (values.only ?? FIGURES.join(',')).split(',').map((name) => name.trim());
  const unknown = asked.filter((name) => !FIGURES.some((figure) => figure === name));
  if (unknown.length > 0) {
    throw new Error(`--only: ${unknown.join(', ')} is not measured here (${FIGURES.join(', ')}).`);
  }
  const only = new Set(FIGURES.filter((figure) => asked.includes(figure)));
  const given = values['test-seconds'];
  const testSeconds = given === undefined ? null : Number(given);
  if (testSeconds !== null && !(testSeconds > 0)) {
    throw new Error(`--test-seconds: ${given} is not a number of seconds.`);
  }
  const open = values['open-orders'];
  const openOrders = open === undefined ? null : Number(open);
  if (openOrders !== null && !(Number.isInteger(openOrders) && openOrders > 1_000)) {
    throw new Error(`--open-orders: ${open} is not a number of orders above 1000.`);
  }
  const isWhole = !values.quick && only.size === FIGURES.length;
  return {
    only,
    quick: values.quick,
    openOrders,
    testSeconds,
    output: values.output ?? (isWhole ? document : undefined),
  };
}
