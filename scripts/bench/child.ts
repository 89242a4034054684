// A child process of the measurement: started, ready, stopped, and gone in any case.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { end, guard, identify, lastLines } from '../servers/processes.ts';

export interface ChildOptions {
  /** Names its log file, too. */
  name: string;
  file: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  folder: string;
  /** Answers 2xx when the process is ready. */
  readyUrl: string;
}

export interface Child {
  pid: number;
  /** Milliseconds from its start until it said that it was ready. */
  readyMs: number;
  log(): string;
  /** SIGTERM, and SIGKILL when it does not end within 10 s. */
  stop(): Promise<void>;
}

const READY_WITHIN = 60_000;

/** Starts `node <file>` and waits until it is ready. @throws Error with the end of its log when it is not */
export async function startChild(options: ChildOptions): Promise<Child> {
  const log = `${options.folder}/${options.name}.log`;
  const output = openSync(log, 'a');
  const since = performance.now();
  const child = spawn(process.execPath, [options.file, ...(options.args ?? [])], {
    detached: true,
    env: options.env,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let exit: string | undefined;
  child.once('error', (error) => (exit ??= error.message));
  child.once('exit', (code, signal) => (exit ??= signal ?? `code ${code}`));
  const identity = identify(options.name, child.pid ?? 0);
  if (!identity) throw new Error(`${options.name} ended as soon as it was started`);
  const guarded = guard(identity.pid, 'KILL');
  const stop = async () => {
    await end(identity, 'SIGTERM', 10_000);
    guarded.dismiss();
  };
  while (!(await answers(options.readyUrl))) {
    if (exit !== undefined || performance.now() - since > READY_WITHIN) {
      await stop();
      const reason = exit === undefined ? 'is not ready after a minute' : `ended (${exit})`;
      throw new Error(`${options.name} ${reason}\n${lastLines(readFileSync(log, 'utf8'))}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const readyMs = performance.now() - since;
  return { pid: identity.pid, readyMs, log: () => readFileSync(log, 'utf8'), stop };
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
