// One burst of requests, in a process of its own. `node load.ts <JSON of LoadOrder>`; prints JSON of LoadAnswer.
import autocannon from 'autocannon';
import type { Result } from 'autocannon';
import { percentile } from '../statistics.ts';

export interface LoadOrder {
  url: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
  /** Requests a second of all connections together; absent = each asks again at once. */
  perSecond?: number;
}

export interface LoadAnswer {
  perSecond: number;
  p50: number;
  p99: number;
  failed: number;
}

const { url, headers, connections, seconds, perSecond } = JSON.parse(
  process.argv[2] ?? '',
) as LoadOrder;
const times: number[] = [];
let failed = 0;
const { errors, duration } = await new Promise<Result>((resolve, reject) => {
  const rate = perSecond === undefined ? {} : { overallRate: perSecond };
  const options = { url, headers, connections, duration: seconds, ...rate };
  const run = autocannon(options, (error, result) => {
    if (error instanceof Error) reject(error);
    else resolve(result);
  });
  run.on('response', (_client, statusCode, _bytes, milliseconds) => {
    times.push(milliseconds);
    if (statusCode !== 200) failed += 1;
  });
});
const answer: LoadAnswer = {
  perSecond: times.length / duration,
  p50: percentile(times, 0.5),
  p99: percentile(times, 0.99),
  failed: failed + errors,
};
console.log(JSON.stringify(answer));
