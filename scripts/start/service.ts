// A child process of `npm start`, started again when it dies.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { eachLine, end, guard, identify } from '../servers/processes.ts';
import type { Guard, ProcessIdentity } from '../servers/processes.ts';
import { StartProblem } from './problem.ts';

export interface ServiceOptions {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Answers 2xx when the service is ready. */
  readyUrl: string;
  print: (line: string) => void;
  /** Called with each process that is started, the first and every later one. */
  onProcess: (process: ProcessIdentity) => void;
  /** It dies again and again: the whole start is to end. */
  onHopeless: (problem: StartProblem) => void;
}

export interface Service {
  /** @throws StartProblem when it ends, or is not ready after a minute */
  ready(): Promise<void>;
  /** SIGTERM, and SIGKILL after `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
}

/** Dying this often in a row within `SOON` of the start is no accident. */
const HOPELESS_AFTER = 3;
const SOON = 10_000;

export function startService(options: ServiceOptions): Service {
  const { name, print } = options;
  let child: ChildProcess;
  let identity: ProcessIdentity | undefined;
  let guarded: Guard | undefined;
  let stopping = false;
  let wasReady = false;
  let earlyDeaths = 0;
  let startedAt = 0;
  let lastExit: string | undefined;

  function start(): void {
    startedAt = performance.now();
    lastExit = undefined;
    child = spawn(options.command, options.args, {
      detached: true,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    eachLine(child, (line) => print(`${name.padEnd(7)}| ${line}`));
    child.once('error', (error) => (lastExit ??= error.message));
    child.once('exit', (code, signal) => died(signal ?? `code ${code}`));
    identity = identify(name, child.pid ?? 0);
    if (identity) {
      guarded = guard(identity.pid, 'TERM');
      options.onProcess(identity);
    }
  }

  function died(how: string): void {
    lastExit = how;
    guarded?.dismiss();
    if (stopping || !wasReady) return;
    earlyDeaths = performance.now() - startedAt < SOON ? earlyDeaths + 1 : 0;
    if (earlyDeaths >= HOPELESS_AFTER) {
      const again = `${name} ended (${how}) ${HOPELESS_AFTER} times soon after its start: giving up.`;
      options.onHopeless(new StartProblem(again));
      return;
    }
    print(`${name} ended unexpectedly (${how}); starting it again.`);
    start();
  }

  start();

  return {
    async ready() {
      const until = performance.now() + 60_000;
      while (!(await answers(options.readyUrl))) {
        if (lastExit !== undefined) {
          throw new StartProblem(
            `${name} ended (${lastExit}) before it was ready; see its lines above.`,
          );
        }
        if (performance.now() > until) {
          throw new StartProblem(`${name} is not ready after a minute (${options.readyUrl}).`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      wasReady = true;
    },
    async stop(patienceMs) {
      stopping = true;
      if (identity && lastExit === undefined) {
        const itself = await end(identity, 'SIGTERM', patienceMs);
        if (!itself) print(`${name} did not stop by itself and was killed.`);
      }
      guarded?.dismiss();
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
