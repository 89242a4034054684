// Every requirement that a comment or a test names by its number can be looked up in docs/requirements.md.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const rooms =
  '{domain,workflows,gateways,certificates,rendering,activities,platform,prisma,api,worker,views,scripts,tests,docs/decisions}';
const NUMBER = /\b(?:R-\d{3}|X-\d{2}|I\d{1,2})\b/g;

const listed = new Set(
  [...readFileSync(join(root, 'docs', 'requirements.md'), 'utf8').matchAll(/^\| (\S+) +\|/gm)].map(
    ([, number]) => number,
  ),
);

it('lists every number that is named anywhere', () => {
  const missing = globSync(`${rooms}/**/*.{ts,hbs,prisma,sql,md}`, {
    cwd: root,
    exclude: ['prisma/generated/**'],
  }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(NUMBER)]
      .map(([number]) => number)
      .filter((number) => !listed.has(number))
      .map((number) => `${file}: ${number}`),
  );
  expect(listed.size).toBeGreaterThan(50);
  expect(missing).toEqual([]);
});
