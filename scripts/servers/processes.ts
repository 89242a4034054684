// Child processes that outlive neither Ctrl-C's order of stopping nor the process that started them.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface ProcessIdentity {
  name: string;
  pid: number;
  /** When the operating system started it: tells the process from a later one with the same id. */
  startedAt: string;
}

/** Undefined when no such process runs. */
export function identify(name: string, pid: number): ProcessIdentity | undefined {
  const startedAt = startTime(pid);
  return startedAt === undefined ? undefined : { name, pid, startedAt };
}

export function isRunning(process: ProcessIdentity): boolean {
  return startTime(process.pid) === process.startedAt;
}

/** Ticks since boot on Linux (a zombie counts as ended); elsewhere only whether it runs. */
function startTime(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    process.kill(pid, 0);
    return 'running';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'running' : undefined;
  }
}

/**
 * Sends `signal`, waits, and after `patienceMs` sends SIGKILL. Resolves when the process has ended.
 * @returns whether it ended by itself, without SIGKILL
 */
export async function end(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  patienceMs: number,
): Promise<boolean> {
  send(identity, signal);
  if (await ended(identity, patienceMs)) return true;
  send(identity, 'SIGKILL');
  await ended(identity, 5_000);
  return false;
}

function send({ pid }: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}

async function ended(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (isRunning(identity)) {
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

export interface Guard {
  /** The guarded process has been stopped properly: nothing is left to do. */
  dismiss(): void;
}

/**
 * Makes sure that process `pid` does not outlive this one, even when this one is killed with -9: a shell waits for
 * our end of its pipe to close and then sends `signal` and, when given, removes `folder`.
 */
export function guard(pid: number, signal: 'INT' | 'TERM' | 'QUIT' | 'KILL', folder = ''): Guard {
  const script =
    'cat >/dev/null; kill -"$1" "$2" 2>/dev/null; [ -z "$3" ] || { sleep 2; rm -rf -- "$3"; }';
  const shell = spawn('sh', ['-c', script, 'guard', signal, String(pid), folder], {
    detached: true, // Ctrl-C in the terminal is not for it
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  (shell.stdin as unknown as { unref?(): void }).unref?.();
  return {
    dismiss() {
      shell.kill('SIGKILL');
    },
  };
}

/** @throws Error with what the command wrote to its error output, when it cannot be run or ends with another code than 0 */
export async function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; onLine?: (line: string) => void } = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  if (options.onLine) {
    eachLine(child, options.onLine);
  }
  const code = await new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  });
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${lastLines(errors || output)}`);
  return output;
}

/** Hands on every line that `child` writes to its output and error output. */
export function eachLine(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
    stream?.on('end', () => rest && onLine(rest));
  }
}

export function lastLines(text: string, count = 8): string {
  return text.trim().split('\n').slice(-count).join('\n');
}

/** Finds `name` on PATH. */
export function findOnPath(name: string, path: string | undefined): string | undefined {
  return (path ?? '')
    .split(':')
    .map((folder) => `${folder}/${name}`)
    .find((file) => existsSync(file));
}
