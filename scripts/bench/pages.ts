// P6: page requests a second and their p99, against the same bytes from a compiled template.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { portOrFree } from '../servers/free-port.ts';
import { run } from '../servers/processes.ts';
import { startChild } from './child.ts';
import type { LoadAnswer, LoadOrder } from './children/load.ts';
import { pageSet } from './page-set.ts';
import type { MeasuredPage } from './page-set.ts';
import { cpuMs } from './process-usage.ts';
import { bounds, judge, worst } from './rows.ts';
import type { Findings, Goal, Row } from './rows.ts';
import type { Stage } from './stage.ts';
import { median, short, spread } from './statistics.ts';

const RATE: Goal = { target: 0.35, worldClass: 0.6, better: 'higher' };
const P99: Goal = { target: 2.5, worldClass: 1.5, better: 'lower' };

export interface LoadSize {
  rounds: number;
  seconds: number;
  connections: number;
}

/** Processor milliseconds a request: of the web process, and of PostgreSQL. */
interface Burst extends LoadAnswer {
  webCpu: number;
  databaseCpu: number;
}

interface Measured {
  product: Burst[];
  baseline: Burst[];
}

export async function measurePages(stage: Stage, size: LoadSize): Promise<Findings> {
  const pages = await pageSet(stage);
  const port = await portOrFree(0);
  const pagesFile = join(stage.folder, 'bare-pages.json');
  const htmls = await Promise.all(
    pages.map(async ({ path, browser }) => [path, (await browser.get(path)).html]),
  );
  await writeFile(pagesFile, JSON.stringify(Object.fromEntries(htmls)));
  const bareUrl = `http://127.0.0.1:${port}`;
  const bare = await startChild({
    name: 'bare-page',
    file: join(import.meta.dirname, 'children', 'bare-page.ts'),
    args: [String(port), pagesFile],
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    folder: stage.folder,
    readyUrl: `${bareUrl}/readyz`,
  });
  const measured = new Map<MeasuredPage, Measured>();
  try {
    for (let round = -1; round < size.rounds; round += 1) {
      for (const page of pages) {
        // The first round warms up and counts for nothing.
        const seconds = round < 0 ? 1 : size.seconds;
        const asked = { stage, page, seconds, connections: size.connections };
        const web = stage.running('web').pid;
        const product = await burst({ ...asked, base: stage.webUrl, pid: web });
        const baseline = await burst({ ...asked, base: bareUrl, pid: bare.pid });
        if (round < 0) continue;
        const so = measured.get(page) ?? { product: [], baseline: [] };
        so.product.push(product);
        so.baseline.push(baseline);
        measured.set(page, so);
      }
    }
  } finally {
    await bare.stop();
  }
  return {
    rows: [...measured].map(([page, so]) => rowOf(page.name, so)),
    notes: [
      `P6: ${size.rounds} rounds of ${size.seconds} s a page and side, in turn, ${size.connections} connections that ask again at once, one web process, signed in by a session row made directly, with the cookies of an earlier visit. Neither side compresses here, so that both write the same bytes. p99 is what a full process shows: with ${size.connections} requests always waiting it follows from the rate.`,
    ],
  };
}

function rowOf(name: string, { product, baseline }: Measured): Row {
  const perSecond = (answers: LoadAnswer[]) => answers.map((answer) => answer.perSecond);
  const p99 = (answers: LoadAnswer[]) => answers.map((answer) => answer.p99);
  const rate = median(perSecond(product)) / median(perSecond(baseline));
  const tail = median(p99(product)) / median(p99(baseline));
  return {
    figure: 'P6',
    what: `${name}: requests a second; p99 in ms`,
    product: `${spread(perSecond(product))}; ${spread(p99(product))}`,
    baseline: `${spread(perSecond(baseline))}; ${spread(p99(baseline))}`,
    ratio: `${short(rate)}; ${short(tail)}`,
    target: `${bounds(RATE).target}; ${bounds(P99).target}`,
    worldClass: `${bounds(RATE).worldClass}; ${bounds(P99).worldClass}`,
    verdict: worst(judge(rate, RATE), judge(tail, P99)),
    cause: `Processor milliseconds a request: web ${middle(product, 'webCpu')} and PostgreSQL ${middle(product, 'databaseCpu')}; the bare page ${middle(baseline, 'webCpu')}.`,
  };
}

const middle = (bursts: Burst[], of: 'webCpu' | 'databaseCpu') =>
  short(median(bursts.map((one) => one[of])));

async function burst(load: {
  stage: Stage;
  base: string;
  pid: number;
  page: MeasuredPage;
  seconds: number;
  connections: number;
}): Promise<Burst> {
  const order: LoadOrder = {
    url: `${load.base}${load.page.path}`,
    headers: { cookie: load.page.browser.cookies(), 'x-forwarded-proto': 'https' },
    connections: load.connections,
    seconds: load.seconds,
  };
  const file = join(import.meta.dirname, 'children', 'load.ts');
  const web = cpuMs([load.pid]);
  const database = cpuMs([load.stage.pids.postgres]);
  const answer = JSON.parse(
    await run(process.execPath, [file, JSON.stringify(order)], { env: { PATH: process.env.PATH } }),
  ) as LoadAnswer;
  if (answer.failed > 0) throw new Error(`${load.page.name}: ${answer.failed} requests failed`);
  const requests = answer.perSecond * load.seconds;
  return {
    ...answer,
    webCpu: (cpuMs([load.pid]) - web) / requests,
    databaseCpu: (cpuMs([load.stage.pids.postgres]) - database) / requests,
  };
}
