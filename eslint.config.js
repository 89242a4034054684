import temporal from 'eslint-plugin-temporal';
import typescript from 'typescript-eslint';
import { arrowsRule } from './scripts/lint/arrows.js';

const tests = ['**/*.test.ts', 'tests/**'];

const environment = {
  selector:
    "MemberExpression[object.name='process'][property.name='env']:not(CallExpression[callee.name='readEnvironment'] > MemberExpression)",
  message:
    'The environment is parsed once: readEnvironment(process.env), then pass what is needed.',
};
const render = {
  selector: "CallExpression[callee.object.name=/^res(ponse)?$/][callee.property.name='render']",
  message: 'res.render spreads what it is given into the template: use res.send(template(model)).',
};
const localClock = {
  selector:
    'CallExpression[callee.property.name=/^(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds|TimezoneOffset)$|^toLocale(Date|Time)?String$/]',
  message: 'Local time depends on the machine: use domain/time/tokyo.ts.',
};
const ownClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The domain has no clock: take `now` as a parameter.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'The domain has no clock: take `now` as a parameter.',
  },
];

const outermost = ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration';
const memory = [
  `${outermost}[kind=/^(let|var)$/]`,
  `${outermost} > VariableDeclarator > NewExpression[callee.name=/^(Weak)?Map$|^WeakSet$/]`,
].map((selector) => ({
  selector,
  message: 'All lives of a worker share this module (worker/bundle.ts): it remembers nothing.',
}));

const bareRoute = {
  selector:
    'CallExpression[callee.object.name=/outer$|^app$/][callee.property.name=/^(get|post|put|patch|delete|all|route)$/]',
  message: 'A route says who may come: route(router, method, path, policy, handler).',
};
const staffData = [
  'MemberExpression[property.name=/^(pool|prisma)$/]',
  'ObjectPattern > Property[key.name=/^(pool|prisma)$/]',
].map((selector) => ({
  selector,
  message: 'Staff see their university alone: dataOf(deps, university) of api/staff/data.ts.',
}));

export default typescript.config(
  { ignores: ['node_modules/', '.data/', 'coverage/', 'prisma/generated/', 'tests/screenshots/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // Interfaces are written with methods and implemented by closures: nothing is bound.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // An interface that promises is implemented by functions that need not wait for anything.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    plugins: { rooms: { rules: { arrows: arrowsRule } } },
    rules: {
      eqeqeq: 'error',
      'no-fallthrough': 'error',
      'no-irregular-whitespace': 'error',
      'no-unsafe-finally': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', environment, render],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:process',
              importNames: ['env'],
              message: environment.message,
            },
          ],
        },
      ],
      'rooms/arrows': 'error',
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
  { files: ['views/assets/**/*.js'], languageOptions: { globals: browserGlobals() } },
  {
    files: ['domain/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-syntax': ['error', environment, localClock, ...ownClock, ...memory],
      'no-restricted-globals': ['error', ...unavailable('Intl', 'process', 'Buffer', 'fetch')],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    ignores: tests,
    plugins: { temporal },
    rules: {
      ...mistakesOf(temporal.configs.workflow),
      // It takes setHandler for a promise; typescript-eslint finds the real ones.
      'temporal/workflow-no-floating-promises': 'off',
      'no-restricted-syntax': ['error', environment, localClock, ...memory],
      'no-restricted-globals': [
        'error',
        ...unavailable('Intl', 'process', 'Buffer', 'fetch', 'crypto', 'structuredClone'),
        ...unavailable('queueMicrotask', 'setInterval', 'WeakRef'),
      ],
    },
  },
  {
    // What serves plain files, and pages for development alone, is open to all.
    files: ['api/**/*.ts'],
    ignores: [
      ...tests,
      'api/middleware/policy.ts',
      'api/rendering/*',
      'api/gallery/*',
      'api/staff/**',
    ],
    rules: { 'no-restricted-syntax': ['error', environment, render, bareRoute] },
  },
  {
    files: ['api/staff/**/*.ts'],
    ignores: [...tests, 'api/staff/data.ts'],
    rules: {
      'no-restricted-syntax': ['error', environment, render, bareRoute, ...staffData],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['pg', '**/prisma/client.ts', '**/prisma/*within-university.ts'],
              allowTypeImports: true,
              message: staffData[0].message,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['activities/**/*.ts'],
    ignores: tests,
    plugins: { temporal },
    rules: mistakesOf(temporal.configs.activity),
  },
  {
    files: ['scripts/**', 'platform/env.ts', '*.config.js'],
    rules: { 'no-restricted-syntax': ['error', render] },
  },
  {
    files: tests,
    rules: {
      'no-restricted-syntax': ['error', render],
      // supertest, cheerio and answers of servers are untyped where a test reads them.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
);

/** The rules that find mistakes; its warnings are advice that does not fit every life. */
function mistakesOf({ rules }) {
  return Object.fromEntries(Object.entries(rules).filter(([, level]) => level === 'error'));
}

function unavailable(...names) {
  return names.map((name) => ({
    name,
    message: 'Neither rules nor lives may depend on the machine they run on.',
  }));
}

function browserGlobals() {
  const names = ['window', 'document', 'navigator', 'location', 'setTimeout', 'clearTimeout'];
  return Object.fromEntries([...names, 'fetch', 'HTMLElement'].map((name) => [name, 'readonly']));
}
