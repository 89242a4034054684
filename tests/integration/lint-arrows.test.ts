import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lintViews } from '../../scripts/lint/views.ts';

const root = join(import.meta.dirname, '..', '..');

/** A copy of the lint configuration over a few files: `npm run lint` in miniature. */
function lint(files: Record<string, string>): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'arrows-'));
  try {
    for (const name of ['eslint.config.js', 'tsconfig.json', 'package.json', 'scripts/lint']) {
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
    const run = spawnSync(process.execPath, [eslint, ...Object.keys(files)], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status: run.status, output: run.stdout + run.stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rooms = {
  'domain/money.ts': 'export const yen = 1;\n',
  'workflows/certificate-order/contract.ts': 'export const queue = "certificates";\n',
  'workflows/certificate-order/workflow.ts': 'export const life = 1;\n',
  'simulators/town.ts': 'export const town = 1;\n',
};

it('lets the arrows pass', () => {
  const { status, output } = lint({
    ...rooms,
    'api/orders/commands.ts':
      "import { yen } from '../../domain/money.ts';\nimport { queue } from '../../workflows/certificate-order/contract.ts';\nexport const both = [yen, queue];\n",
    'domain/money.test.ts':
      "import { town } from '../simulators/town.ts';\nexport const used = town;\n",
  });
  expect(output).toBe('');
  expect(status).toBe(0);
});

it('refuses what goes against them, and says which room may import what', () => {
  const { status, output } = lint({
    ...rooms,
    'api/home.ts': 'export const home = 1;\n',
    'domain/price.ts': "import { home } from '../api/home.ts';\nexport const price = home;\n",
    'domain/dates.ts': "export { holidays } from 'holidays';\n",
    'workflows/certificate-order/life.ts':
      "import { readFile } from 'node:fs';\nexport const life = readFile;\n",
    'api/orders/show.ts':
      "import { life } from '../../workflows/certificate-order/workflow.ts';\nexport const show = life;\n",
    'gateways/paypal/client.ts': "export const late = () => import('../../simulators/town.ts');\n",
  });
  expect(status).toBe(1);
  expect(output).toContain('domain/ must not import api/home.ts');
  expect(output).toContain('domain/ must not import the package "holidays"');
  expect(output).toContain('workflows/ must not import the package "node:fs"');
  expect(output).toContain('api/ must not import workflows/certificate-order/workflow.ts');
  expect(output).toContain('gateways/ must not import simulators/town.ts');
});

it('refuses reading the environment, the clock and local time where they do not belong', () => {
  const { status, output } = lint({
    'platform/files.ts': 'export const folder = process.env.DATA_DIR;\n',
    'platform/good.ts':
      'declare function readEnvironment(from: unknown): unknown;\nexport const env = readEnvironment(process.env);\n',
    'domain/deadline.ts': 'export const now = () => new Date();\n',
    'domain/weekday.ts': 'export const day = (at: Date) => at.getDay();\n',
  });
  expect(status).toBe(1);
  expect(output.match(/The environment is parsed once/g)).toHaveLength(1);
  expect(output).toContain('The domain has no clock');
  expect(output).toContain('Local time depends on the machine');
});

it('finds unescaped output in templates outside layouts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'views-'));
  try {
    for (const [name, text] of [
      ['layouts/page.hbs', '{{{body}}}'],
      ['pages/good.hbs', '{{name}}'],
      ['pages/bad.hbs', '<p>\n{{{name}}}'],
      ['pages/ampersand.hbs', '{{&name}}'],
      ['pages/module.ts', ''],
    ] as const) {
      mkdirSync(dirname(join(folder, 'views', name)), { recursive: true });
      writeFileSync(join(folder, 'views', name), text);
    }
    expect(lintViews(folder).map(({ file, line }) => `${file}:${line}`)).toEqual([
      'views/pages/ampersand.hbs:1',
      'views/pages/bad.hbs:2',
      'views/pages/module.ts:1',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
