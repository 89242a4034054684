// `npm run draw-lives`: writes one diagram a life into docs/architecture.md, from the state tables that the code uses.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERIFICATION_TRANSITIONS } from '../domain/mail/verification-states.ts';
import { REFUND_TRANSITIONS } from '../domain/orders/refund-states.ts';
import { ORDER_TRANSITIONS } from '../domain/orders/states.ts';

export const architectureFile = join(import.meta.dirname, '..', 'docs', 'architecture.md');

type Transitions = Readonly<Record<string, Readonly<Record<string, string>>>>;

const LIVES: readonly { title: string; transitions: Transitions }[] = [
  { title: 'Certificate order (`order:<id>`)', transitions: ORDER_TRANSITIONS },
  {
    title: 'Proof of a mailbox (`email-verification:<id>`)',
    transitions: VERIFICATION_TRANSITIONS,
  },
  { title: 'Money that goes back (`refund:<capture id>`)', transitions: REFUND_TRANSITIONS },
];

function diagram(transitions: Transitions): string {
  const states = Object.keys(transitions);
  const steps = states.flatMap((state) =>
    Object.entries(transitions[state] ?? {}).map(
      ([event, target]) => `  ${state} --> ${target}: ${event}`,
    ),
  );
  const ends = states.filter((state) => Object.keys(transitions[state] ?? {}).length === 0);
  return [
    'stateDiagram-v2',
    `  [*] --> ${states[0] ?? ''}`,
    ...steps,
    ...ends.map((state) => `  ${state} --> [*]`),
  ].join('\n');
}

/** @returns the document with its diagrams drawn anew */
export function withLives(document: string): string {
  const drawn = LIVES.map(
    ({ title, transitions }) => `### ${title}\n\n\`\`\`mermaid\n${diagram(transitions)}\n\`\`\``,
  ).join('\n\n');
  const begin = '<!-- lives:begin -->';
  const end = '<!-- lives:end -->';
  const [before] = document.split(begin);
  const [, after] = document.split(end);
  if (before === undefined || after === undefined)
    throw new Error('the marks of the lives are missing');
  return `${before}${begin}\n\n${drawn}\n\n${end}${after}`;
}

if (import.meta.main) {
  writeFileSync(architectureFile, withLives(readFileSync(architectureFile, 'utf8')));
}
