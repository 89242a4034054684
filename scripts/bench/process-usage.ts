// What processes cost, as Linux counts it in /proc.
import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in ticks of this many milliseconds (USER_HZ is 100 on every common platform). */
const TICK = 10;

interface Usage {
  parent: number;
  /** Own time and that of children that have ended and were waited for, in ticks. */
  ticks: number;
}

/**
 * Processor time that the processes and their descendants have used since their start.
 * @returns milliseconds
 */
export function cpuMs(roots: readonly number[]): number {
  const usages = new Map<number, Usage>();
  for (const name of readdirSync('/proc')) {
    const usage = /^\d+$/.test(name) ? readUsage(Number(name)) : undefined;
    if (usage) usages.set(Number(name), usage);
  }
  const isBelow = (pid: number): boolean => {
    if (roots.includes(pid)) return true;
    const parent = usages.get(pid)?.parent ?? 0;
    return parent > 1 && isBelow(parent);
  };
  let ticks = 0;
  for (const [pid, usage] of usages) if (isBelow(pid)) ticks += usage.ticks;
  return ticks * TICK;
}

function readUsage(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name in brackets: state, parent, …; utime, stime, cutime, cstime are the 12th to 15th of these.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    return undefined; // it ended while we looked
  }
}

/** Memory of a process that is really in use. @returns KB */
export function residentKb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
}
