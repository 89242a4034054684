// P13: how long others wait for their pages while fifty people sign in with a second password, against a quiet service.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createPasswordHashing } from '../../platform/password-hashing.ts';
import { run } from '../servers/processes.ts';
import type { LoadAnswer, LoadOrder } from './children/load.ts';
import type { SignInAnswer, SignInOrder } from './children/sign-ins.ts';
import { pageSet } from './page-set.ts';
import type { MeasuredPage } from './page-set.ts';
import { cpuMs } from './process-usage.ts';
import { bounds, judge } from './rows.ts';
import type { Findings, Goal, Row } from './rows.ts';
import { SIGNING_IN, SIGNING_IN_PASSWORD } from './sign-in-people.ts';
import type { Stage } from './stage.ts';
import { median, percentile, short, spread } from './statistics.ts';

const P99: Goal = { target: 3, worldClass: 1.5, better: 'lower' };
const SECOND_PASSWORD = 'Bench7Password';

export interface SignInSize {
  rounds: number;
  seconds: number;
  /** Page requests a second of those who read meanwhile: a busy hour, not a full process. */
  readersPerSecond: number;
}

interface Round {
  quiet: LoadAnswer;
  busy: LoadAnswer;
  signIns: number[];
  /** Processor milliseconds of the web process a second. */
  webCpu: number;
}

export async function measureSignIns(stage: Stage, size: SignInSize): Promise<Findings> {
  const university = 'mukono';
  await makeAccounts(stage, university);
  const pages = (await pageSet(stage)).filter(({ name }) => ['top', 'order detail'].includes(name));
  const measured = new Map<MeasuredPage, Round[]>();
  for (let round = -1; round < size.rounds; round += 1) {
    for (const page of pages) {
      // The first round warms up and counts for nothing.
      const seconds = round < 0 ? 2 : size.seconds;
      const read = () => readers(stage, page, { ...size, seconds });
      const quiet = await read();
      const web = stage.running('web').pid;
      const before = cpuMs([web]);
      const since = performance.now();
      const [busy, signIns] = await Promise.all([
        read(),
        signInAllTheTime(stage, university, seconds),
      ]);
      const webCpu = ((cpuMs([web]) - before) * 1_000) / (performance.now() - since);
      if (round < 0) continue;
      const known = measured.get(page) ?? [];
      measured.set(page, [...known, { quiet, busy, signIns, webCpu }]);
    }
  }
  const all = [...measured.values()].flat().flatMap(({ signIns }) => signIns);
  return {
    rows: [...measured].map(([page, rounds]) => rowOf(page.name, rounds)),
    notes: [
      `P13: ${size.rounds} rounds of ${size.seconds} s a page, quiet and with sign-ins in turn; ${size.readersPerSecond} page requests a second in both. ${SIGNING_IN.length} people of a university with second passwords are signing in all the time, over the directory (StartTLS) and argon2id, each again as soon as they are in: ${all.length} sign-ins, ${short(median(all))} ms in the middle, p99 ${short(percentile(all, 0.99))} ms. The directory, PostgreSQL and those who ask run on the same processors.`,
    ],
  };
}

function rowOf(name: string, rounds: Round[]): Row {
  const p99 = (of: (round: Round) => LoadAnswer) => rounds.map((round) => of(round).p99);
  const [busy, quiet] = [p99((round) => round.busy), p99((round) => round.quiet)];
  const ratio = median(busy) / median(quiet);
  return {
    figure: 'P13',
    what: `${name}: p99 in ms while ${SIGNING_IN.length} people sign in`,
    product: spread(busy),
    baseline: spread(quiet),
    ratio: short(ratio),
    ...bounds(P99),
    verdict: judge(ratio, P99),
    cause: `The web process used ${short(median(rounds.map(({ webCpu }) => webCpu)))} ms of processor time a second while they signed in.`,
  };
}

async function readers(
  stage: Stage,
  page: MeasuredPage,
  { seconds, readersPerSecond }: SignInSize,
): Promise<LoadAnswer> {
  const order: LoadOrder = {
    url: `${stage.webUrl}${page.path}`,
    headers: { cookie: page.browser.cookies(), 'x-forwarded-proto': 'https' },
    connections: 5,
    seconds,
    perSecond: readersPerSecond,
  };
  const answer = await child<LoadAnswer>('load.ts', order);
  if (answer.failed > 0) throw new Error(`${page.name}: ${answer.failed} requests failed`);
  return answer;
}

async function signInAllTheTime(
  stage: Stage,
  university: string,
  seconds: number,
): Promise<number[]> {
  const order: SignInOrder = {
    webUrl: stage.webUrl,
    university,
    userIds: [...SIGNING_IN],
    password: SIGNING_IN_PASSWORD,
    secondPassword: SECOND_PASSWORD,
    seconds,
  };
  return (await child<SignInAnswer>('sign-ins.ts', order)).times;
}

async function child<T>(file: string, order: object): Promise<T> {
  const args = [join(import.meta.dirname, 'children', file), JSON.stringify(order)];
  return JSON.parse(await run(process.execPath, args, { env: { PATH: process.env.PATH } })) as T;
}

/** Everybody who signs in has done so before: a confirmed mail address, a second password. */
async function makeAccounts(stage: Stage, university: string): Promise<void> {
  const hash = await createPasswordHashing().hash(SECOND_PASSWORD);
  for (const userId of SIGNING_IN) {
    await stage.pool.query(
      `WITH home AS (SELECT id FROM university WHERE code = $1), person AS (
         INSERT INTO student (id, university_id, directory_id, name_ja, name_kana, name_roman, birth_date)
         SELECT $2, id, $3, '計測 花子', 'ケイソク ハナコ', 'KEISOKU Hanako', '2005-04-01' FROM home)
       INSERT INTO account
         (id, university_id, user_type, login_id, mail_address, mail_confirmed_at, locale, second_password_hash,
          second_password_set_at)
       SELECT $4, id, 'student', $3, $3 || '@mail.example', now(), 'ja', $5, now() FROM home`,
      [university, randomUUID(), userId, randomUUID(), hash],
    );
  }
}
