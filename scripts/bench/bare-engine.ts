import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, guard, identify, lastLines } from '../servers/processes.ts';
import type { BareAnswer, BareOrder } from './children/bare-engine.ts';
import type { Stage } from './stage.ts';

/** How long it may take over one order, milliseconds. */
const PATIENCE = 10 * 60_000;

/** The baseline of lives: the same Temporal server, no-op activities, no database. */
export interface BareEngine {
  pid: number;
  log(): string;
  lives(count: number, inFlight: number): Promise<{ perSecond: number; events: number }>;
  /** Milliseconds from sending a signal to the end of a life that does one activity after it. */
  notice(): Promise<number>;
  /** Opens lives that stay open and wait. */
  open(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** @throws Error when its process ends */
export async function startBareEngine(
  stage: Stage,
  variables: NodeJS.ProcessEnv = {},
): Promise<BareEngine> {
  const log = join(stage.folder, 'bare-engine.log');
  const output = openSync(log, 'a');
  const file = join(import.meta.dirname, 'children', 'bare-engine.ts');
  const child = fork(file, [stage.temporalAddress, 'default'], {
    detached: true,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...variables },
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const identity = identify('bare engine', child.pid ?? 0);
  if (!identity) throw new Error('the bare engine ended as soon as it was started');
  const guarded = guard(identity.pid, 'KILL');
  const next = async (): Promise<unknown> => {
    const gone = new AbortController();
    const message = once(child, 'message', { signal: gone.signal });
    const onExit = () => gone.abort();
    child.once('exit', onExit);
    const timer = setTimeout(onExit, PATIENCE);
    try {
      return ((await message) as [unknown])[0];
    } catch (error) {
      throw new Error(`the bare engine did not answer\n${lastLines(readFileSync(log, 'utf8'))}`, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      child.off('exit', onExit);
    }
  };
  const order = (what: BareOrder): Promise<BareAnswer> => {
    const answer = next() as Promise<BareAnswer>;
    child.send(what);
    return answer;
  };
  await next();
  return {
    pid: identity.pid,
    log: () => readFileSync(log, 'utf8'),
    lives: (count, inFlight) => order({ kind: 'lives', count, inFlight }),
    notice: async () => (await order({ kind: 'notice' })).ms,
    async open(count) {
      await order({ kind: 'open', count });
    },
    async stop() {
      await end(identity, 'SIGTERM', 10_000);
      guarded.dismiss();
    },
  };
}
