import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { numbersIn } from './numbers.ts';
import { testTitlesIn } from './test-titles.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const WORDS_FILE = join(ROOT, 'docs', 'requirements', 'words.json');
export const REQUIREMENTS_PAGE = join(ROOT, 'docs', 'requirements.md');

const ROOMS =
  '{domain,workflows,gateways,certificates,rendering,activities,platform,prisma,api,worker,views,simulators,scripts,tests,docs/decisions}';
/** Shown of each requirement; the others are one search away. */
const MOST_FILES = 4;
const MOST_TESTS = 3;

interface Row {
  number: string;
  /** ST and MI: students (at Mukono), GR graduates, UA a university's staff, OP operators, VF receivers; ALL three of the first. */
  users?: string[];
  words: string;
}

interface Section {
  title: string;
  rows: Row[];
}

/** Where a requirement is named. */
interface Traces {
  lives: string[];
  proofs: { file: string; title: string }[];
}

export interface Requirement extends Row, Traces {}

const filesOfRooms = (): string[] =>
  globSync(`${ROOMS}/**/*.{ts,hbs,prisma,sql,md}`, {
    cwd: ROOT,
    exclude: ['prisma/generated/**'],
  }).sort();

const isTest = (file: string) => file.endsWith('.test.ts');
const isOfTests = (file: string) => isTest(file) || file.startsWith('tests/');

function readTraces(): Map<string, Traces> {
  const traces = new Map<string, Traces>();
  const at = (number: string): Traces => {
    const known = traces.get(number) ?? { lives: [], proofs: [] };
    traces.set(number, known);
    return known;
  };
  for (const file of filesOfRooms()) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    if (isTest(file)) {
      for (const { title } of testTitlesIn(text)) {
        for (const number of numbersIn(title)) at(number).proofs.push({ file, title });
      }
    } else if (!isOfTests(file)) {
      for (const number of numbersIn(text)) at(number).lives.push(file);
    }
  }
  return traces;
}

const readSections = (): Section[] =>
  // The repository's own file.
  JSON.parse(readFileSync(WORDS_FILE, 'utf8')) as Section[];

/** @returns `file: number` for each number that a comment or a test names and docs/requirements/words.json does not */
export function unlistedNumbers(): string[] {
  const listed = new Set(readSections().flatMap(({ rows }) => rows.map(({ number }) => number)));
  return filesOfRooms().flatMap((file) =>
    numbersIn(readFileSync(join(ROOT, file), 'utf8'))
      .filter((number) => !listed.has(number))
      .map((number) => `${file}: ${number}`),
  );
}

/** @returns every requirement with its traces, section by section */
export function readRequirements(): { title: string; requirements: Requirement[] }[] {
  const traces = readTraces();
  return readSections().map(({ title, rows }) => ({
    title,
    requirements: rows.map((row) => ({
      ...row,
      ...(traces.get(row.number) ?? { lives: [], proofs: [] }),
    })),
  }));
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const more = (count: number) => (count > 0 ? [`and ${count} more`] : []);

/** Tests before the shown ones are those that name this number alone: they prove it the most plainly. */
function proofsCell({ proofs }: Requirement): string {
  if (proofs.length === 0) return '**no test yet**';
  const plainest = proofs.toSorted(
    (one, other) => numbersIn(one.title).length - numbersIn(other.title).length,
  );
  const shown = plainest
    .slice(0, MOST_TESTS)
    .map(({ file, title }) => `\`${file}\`: ${cell(title)}`);
  return [...shown, ...more(proofs.length - MOST_TESTS)].join('<br>');
}

function livesCell({ lives }: Requirement): string {
  const shown = lives.slice(0, MOST_FILES).map((file) => `\`${file}\``);
  return [...shown, ...more(lives.length - MOST_FILES)].join('<br>');
}

const line = (row: Requirement) =>
  `| ${row.number} | ${(row.users ?? []).join(', ')} | ${cell(row.words)} | ${livesCell(row)} | ${proofsCell(row)} |`;

/** @returns docs/requirements.md as the words, the comments and the titles of tests make it */
export function requirementsPage(): string {
  const sections = readRequirements();
  const all = sections.flatMap(({ requirements }) => requirements);
  const proved = all.filter(({ proofs }) => proofs.length > 0).length;
  const tables = sections.map(({ title, requirements }) =>
    [
      `## ${title}`,
      '',
      '| number | for | what | lives in | proved by |',
      '| --- | --- | --- | --- | --- |',
      ...requirements.map(line),
    ].join('\n'),
  );
  return `# Requirements by number

Made by \`npm run list-requirements\` from [words.json](requirements/words.json), from the comments that name a number and from
the titles of the tests that do; a test fails when it is stale. \`R-…\` comes from the operating manuals, \`X-…\` is where they are
silent or contradict each other and what was decided, \`I…\` is what is always true, whatever fails.

For: ST students, MI students where the campus card is charged, GR graduates, ALL these three, UA a university's staff,
OP operators, VF whoever receives a certificate. Of the ${all.length} lines here ${proved} have a test that names them.

${tables.join('\n\n')}
`;
}
