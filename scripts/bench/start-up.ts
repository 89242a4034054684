// P12: how long worker and web take until they say that they are ready.
import type { Child } from './child.ts';
import { bounds, judge } from './rows.ts';
import type { Findings, Goal, Row } from './rows.ts';
import type { Stage } from './stage.ts';
import { median, short, spread } from './statistics.ts';

const WORKER: Goal = { target: 1.5, worldClass: 0.8, better: 'lower' };
const WEB: Goal = { target: 1, worldClass: 0.8, better: 'lower' };
const TESTS: Goal = { target: 600, worldClass: 600, better: 'lower' };

export async function measureStartUp(
  stage: Stage,
  { rounds, testSeconds }: { rounds: number; testSeconds: number | null },
): Promise<Findings> {
  const [ahead, now, web]: [number[], number[], number[]] = [[], [], []];
  await stage.without('worker', async () => {
    for (let round = 0; round < rounds; round += 1) {
      ahead.push(await readyAfter(() => stage.startAnother('worker')));
      now.push(await readyAfter(() => stage.startAnother('worker', { WORKFLOW_BUNDLE: '' })));
      web.push(await readyAfter(() => stage.startAnother('web')));
    }
  });
  const rows = [
    rowOf('s until the worker is ready, bundle built ahead', ahead, {
      goal: WORKER,
      cause: 'Modules are loaded, connections made, schedules brought up to date.',
    }),
    rowOf('s until the worker is ready, bundling at its start', now, {
      goal: WORKER,
      cause: `Bundling takes ${short(median(now) - median(ahead))} s of it; production builds the bundle ahead (\`npm run bundle\`).`,
    }),
    rowOf('s until the web process is ready', web, {
      goal: WEB,
      cause: 'Modules are loaded, templates compiled, connections made.',
    }),
  ];
  if (testSeconds !== null) {
    const cause = `${short(testSeconds / 60)} minutes.`;
    rows.push(rowOf('s of the whole `npm test`', [testSeconds], { goal: TESTS, cause }));
  }
  const told =
    testSeconds === null
      ? 'How long `npm test` takes was not given (`--test-seconds`).'
      : 'How long `npm test` took was given by whoever ran it.';
  return {
    rows,
    notes: [
      `P12: from starting the process to the first 2xx of \`/readyz\`, ${rounds} starts each in turn, with PostgreSQL and Temporal running and the files in the page cache. ${told}`,
    ],
  };
}

async function readyAfter(start: () => Promise<Child>): Promise<number> {
  const child = await start();
  await child.stop();
  return child.readyMs / 1_000;
}

function rowOf(
  what: string,
  values: number[],
  { goal, cause }: { goal: Goal; cause: string },
): Row {
  const middle = median(values);
  return {
    figure: 'P12',
    what,
    product: spread(values),
    baseline: '–',
    ratio: '–',
    ...bounds(goal, ' s'),
    verdict: judge(middle, goal),
    cause,
  };
}
