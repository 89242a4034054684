import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SECRETS, environmentSchema, readEnvironment } from '../../platform/env.ts';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

interface Service {
  command?: string[];
  environment?: Record<string, string | number>;
  healthcheck?: unknown;
}

const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const ours = Object.entries(services).filter(([, { command }]) => command?.[0] === 'node');

/** What Docker Compose puts in for `${NAME}`, `${NAME:-default}` and `${NAME:?message}`. */
function interpolate(value: string, given: Record<string, string>): string {
  return value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind, fallback) => {
    if (given[name] !== undefined) return given[name];
    if (kind === '-') return String(fallback);
    throw new Error(`${name} must be given`);
  });
}

/** Everything that has no default, as an operator would fill in `.env`. */
const filledIn: Record<string, string> = {
  ...Object.fromEntries(
    [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => [
      name,
      'given-value-of-32-characters-or-more',
    ]),
  ),
  PAYLOAD_KEYS: `first:${Buffer.alloc(32).toString('base64')}`,
  PUBLIC_ORIGIN: 'https://certificates.example',
  LDAP_URL: 'ldaps://directory.example',
  NETPRINT_BASE_URL: 'https://netprint.example',
  NETWORK_PRINT_BASE_URL: 'https://network-print.example',
  SMART_PIT_BASE_URL: 'https://smart-pit.example',
  SBPS_MERCHANT_ID: '00000',
  SBPS_SERVICE_ID: '001',
};

it('runs the migration step, the universities, worker, web and codec server', () => {
  expect(ours.map(([name]) => name)).toEqual(['migrate', 'universities', 'worker', 'web', 'codec']);
  for (const [, { command }] of ours) {
    expect(existsSync(join(root, command?.[1] ?? ''))).toBe(true);
  }
});

it.each(ours)(
  'gives %s only variables that the environment knows, all of them good',
  (_, service) => {
    const variables = Object.fromEntries(
      Object.entries(service.environment ?? {}).map(([name, value]) => [
        name,
        interpolate(String(value), filledIn),
      ]),
    );
    const known = Object.keys(environmentSchema.shape);
    expect(Object.keys(variables).filter((name) => !known.includes(name))).toEqual([]);
    expect(readEnvironment(variables).NODE_ENV).toBe('production');
  },
);

it('has no default for a secret', () => {
  for (const secret of [...SECRETS, 'POSTGRES_PASSWORD', 'CODEC_TOKEN']) {
    const uses = [...text.matchAll(new RegExp(`\\$\\{${secret}([^}]*)\\}`, 'g'))];
    expect({ secret, used: uses.length > 0 }).toEqual({ secret, used: true });
    for (const [, rest] of uses) expect(rest).toMatch(/^:\?/);
  }
});

it('knows when each part is well', () => {
  const without = Object.entries(services).filter(([, { healthcheck }]) => !healthcheck);
  expect(without.map(([name]) => name)).toEqual(['migrate', 'universities']); // they end
});
