// The README's table of the environment, held against the schema that the processes read.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  EnvironmentMistakes,
  SECRETS,
  environmentSchema,
  readEnvironment,
} from '../platform/env.ts';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
const [, table = ''] =
  /<!-- environment:begin -->([\s\S]*)<!-- environment:end -->/.exec(readme) ?? [];

const rows = [...table.matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) *\| (.+?) +\|$/gm)].map(
  ([, name = '', byDefault = '', production = '', meaning = '']) => ({
    name,
    byDefault,
    production,
    meaning,
  }),
);

/** What production refuses to start without, as the environment itself says. */
function requiredInProduction(): string[] {
  try {
    readEnvironment({ NODE_ENV: 'production' });
  } catch (error) {
    if (!(error instanceof EnvironmentMistakes)) throw error;
    return error.mistakes.map((mistake) => mistake.split(':')[0] ?? '');
  }
  return [];
}

const defaults: Readonly<Record<string, unknown>> = environmentSchema.parse({});

function describeDefault(name: string): string {
  const value = defaults[name];
  if (typeof value !== 'string' && typeof value !== 'number') return '–';
  const isSecret = SECRETS.some((secret) => secret === name) || value === defaults.COOKIE_SECRET;
  if (isSecret) return 'a known value';
  if (String(value).startsWith(homedir())) return "the user's cache folder";
  return `\`${value}\``;
}

const names = Object.keys(environmentSchema.shape);

it('lists every variable, once, in the order of the schema', () => {
  expect(rows.map(({ name }) => name)).toEqual(names);
});

it.each(names)('tells the default of %s, and whether production needs it', (name) => {
  const row = rows.find((each) => each.name === name);
  expect(row?.byDefault).toBe(describeDefault(name));
  expect(row?.production).toBe(requiredInProduction().includes(name) ? 'required' : '');
});
