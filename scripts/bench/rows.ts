import type { FigureId } from './options.ts';

export type Verdict = 'world class' | 'on target' | 'falls short';

export interface Row {
  figure: FigureId;
  what: string;
  product: string;
  baseline: string;
  /** What is compared with the target, as text. */
  ratio: string;
  target: string;
  worldClass: string;
  verdict: Verdict;
  /** Where the rest goes; only where it falls short. */
  cause?: string;
}

/** A goal as quality.md states it: two bounds, of which the second is world class. */
export interface Goal {
  target: number;
  worldClass: number;
  better: 'lower' | 'higher';
}

export function judge(value: number, { target, worldClass, better }: Goal): Verdict {
  const isWithin = (bound: number) => (better === 'lower' ? value <= bound : value >= bound);
  if (isWithin(worldClass)) return 'world class';
  return isWithin(target) ? 'on target' : 'falls short';
}

/** The worse of several verdicts decides. */
export function worst(...verdicts: Verdict[]): Verdict {
  const order: Verdict[] = ['falls short', 'on target', 'world class'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'falls short';
}

/** The bounds as the table writes them. */
export function bounds(goal: Goal, unit = ''): Pick<Row, 'target' | 'worldClass'> {
  const sign = goal.better === 'lower' ? '≤' : '≥';
  return {
    target: `${sign} ${goal.target}${unit}`,
    worldClass: `${sign} ${goal.worldClass}${unit}`,
  };
}

/** What one part of the measurement brings: rows of the table, and how they came about. */
export interface Findings {
  rows: Row[];
  notes: string[];
}
