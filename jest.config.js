// One project a tier (`npm run test:<tier>`). A test stands beside its code: its folder says its tier, except
// that any pure test may be called `*.unit.test.ts`, and a replay of a committed history `*.replay.test.ts`.
const tier = (displayName, testMatch, { ignore = [], ...more } = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  roots: ['<rootDir>'],
  testEnvironment: 'node',

  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  testPathIgnorePatterns: ['/node_modules/', '/\\.data/', ...ignore],
  modulePathIgnorePatterns: ['<rootDir>/\\.data/'],
  ...more,
});

const support = '<rootDir>/tests/support';
// One PostgreSQL for the whole run, also when several tiers are in it.
const withPostgres = {
  globalSetup: `${support}/setup-postgres.js`,
  globalTeardown: `${support}/teardown-postgres.js`,
};
const withServers = { ...withPostgres, globalSetup: `${support}/setup-servers.js` };
const withTestServer = { globalSetup: `${support}/setup-test-server.js` };

const unitTests = '\\.unit\\.test\\.ts$';
const replayTests = '\\.replay\\.test\\.ts$';
const inFolders = (...folders) => folders.map((folder) => `${folder}/**/*.test.ts`);

export default {
  maxWorkers: 2,
  // Modules of finished test files stay in memory (ES modules are never unloaded): a worker begins anew before that costs
  // more than it saves.
  workerIdleMemoryLimit: '1200MB',
  testTimeout: 30_000,
  projects: [
    tier('unit', ['domain/**/*.test.ts', '**/*.unit.test.ts']),
    tier('web', inFolders('api', 'views'), { ignore: [unitTests], ...withPostgres }),
    tier(
      'activities',
      inFolders('activities', 'gateways', 'certificates', 'platform', 'prisma', 'rendering'),
      {
        ignore: [unitTests],
        ...withPostgres,
      },
    ),
    tier('replay', ['workflows/**/*.replay.test.ts']),
    tier('lifecycle', inFolders('workflows'), {
      ignore: [unitTests, replayTests],
      ...withTestServer,
    }),
    tier(
      'integration',
      inFolders('tests/integration', 'tests/support', 'worker', 'scripts', 'simulators'),
      { ignore: [unitTests], ...withServers },
    ),
    tier('model', inFolders('tests/model'), { ignore: [unitTests], ...withServers }),
    tier('journeys', inFolders('tests/journeys'), { ignore: [unitTests], ...withServers }),
  ],
};
