// docs/requirements.md says what the numbers in comments and tests stand for and which test proves them. It is made by a
// script, and this holds it to what the script would make.
import { readFileSync } from 'node:fs';
import { numbersIn } from './requirements/numbers.ts';
import {
  readRequirements,
  REQUIREMENTS_PAGE,
  requirementsPage,
  unlistedNumbers,
} from './requirements/page.ts';
import { testTitlesIn } from './requirements/test-titles.ts';

describe('the page of requirements', () => {
  it('lists every number that is named anywhere', () => {
    expect(unlistedNumbers()).toEqual([]);
  });

  it('lists each number once', () => {
    const numbers = readRequirements().flatMap(({ requirements }) =>
      requirements.map(({ number }) => number),
    );
    expect(numbers.length).toBeGreaterThan(200);
    expect(numbers).toEqual([...new Set(numbers)]);
  });

  it('is what `npm run list-requirements` makes', () => {
    const page = readFileSync(REQUIREMENTS_PAGE, 'utf8').split('\n');
    expect(page).toEqual(requirementsPage().split('\n'));
  });
});

describe('numbers', () => {
  // Put together, so that these lines themselves name nothing.
  const r = (digits: string) => `R-${digits}`;

  it('are found in text, each once', () => {
    expect(numbersIn(`${r('045')} and X-27, ${r('045')}, I2; no XR-12 nor R-4567`)).toEqual([
      r('045'),
      'X-27',
      'I2',
    ]);
  });

  it('between the ends of a range are meant as well', () => {
    expect(numbersIn(`(${r('060')}…${r('063')})`).sort()).toEqual(
      ['060', '061', '062', '063'].map(r),
    );
  });
});

describe('titles of tests', () => {
  const titles = (source: string) => testTitlesIn(source).map(({ title }) => title);

  it('are those of tests and of groups, also of tables', () => {
    const source = `
      describe('group', () => {
        it('one', () => {});
        it.each([['a']])('row %s', () => {});
        it.each\`a\${1}\`('table $a', () => {});
      });
      describe.each(['x'])(\`in \${language}\`, () => { test('two ' + 'halves', async () => {}); });`;
    expect(titles(source)).toEqual(['group', 'one', 'row %s', 'table $a', 'in …', 'two halves']);
  });

  it('are those of the rows of a table as well, where a row names a number', () => {
    const number = ['R', '045'].join('-');
    const source = `
      it.each([['this (${number})', 1], ['that', 2], [other, 3]] as const)('tells %s', () => {});
      it.each(rows)('of %s', () => {});
      it.skip.each([['skipped (${number})']])('tells %s', () => {});
      describe.each(['group (${number})'])('%s', () => { it('within', () => {}); });`;
    expect(titles(source)).toEqual([
      'tells %s',
      `tells this (${number})`,
      'of %s',
      '%s',
      `group (${number})`,
      'within',
    ]);
  });

  it('do not count where nothing runs', () => {
    const source = `
      it.skip('skipped', () => {});
      it.todo('later');
      xit('crossed out', () => {});
      describe.skip('all of it', () => { it('within', () => {}); });
      describe('empty', () => {});
      (installed ? it : it.skip)('here and there', () => {});
      // it('in a comment', () => {});
      it('real', () => {});`;
    expect(titles(source)).toEqual(['real']);
  });
});
