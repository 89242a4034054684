import ts from 'typescript';
import { numbersIn } from './numbers.ts';

/** A test, or a group of tests whose title speaks for all of them. */
export interface TestTitle {
  title: string;
}

type Kind = 'test' | 'group' | 'left out';

const TESTS = new Set(['it', 'test']);
const GROUPS = new Set(['describe']);
/** `it.each(…)` and the like still run; `it.skip`, `it.todo`, `it.failing` and `xit` prove nothing. */
const RUNNING = new Set(['each', 'only', 'concurrent']);

/** What is called: `it`, `it.each(rows)`, `describe.skip`, `` it.each`table` ``. */
function kindOf(called: ts.Expression): Kind | null {
  if (ts.isIdentifier(called)) {
    if (TESTS.has(called.text)) return 'test';
    if (GROUPS.has(called.text)) return 'group';
    return ['xit', 'xtest', 'xdescribe'].includes(called.text) ? 'left out' : null;
  }
  if (ts.isPropertyAccessExpression(called)) {
    const kind = kindOf(called.expression);
    return kind && !RUNNING.has(called.name.text) ? 'left out' : kind;
  }
  if (ts.isCallExpression(called)) {
    // `it.each(rows)` is called once more, with the title; `it('…')` itself is not a function to call.
    return ts.isPropertyAccessExpression(called.expression) ? kindOf(called.expression) : null;
  }
  if (ts.isTaggedTemplateExpression(called)) return kindOf(called.tag);
  return null;
}

/** The title as it is written: what is put into a template is told by an ellipsis. */
function textOf(expression: ts.Expression): string | null {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isTemplateExpression(expression)) {
    const spans = expression.templateSpans.map((span) => `…${span.literal.text}`);
    return expression.head.text + spans.join('');
  }
  if (ts.isBinaryExpression(expression)) {
    const parts = [textOf(expression.left), textOf(expression.right)];
    return parts.some((part) => part !== null) ? parts.map((part) => part ?? '…').join('') : null;
  }
  return null;
}

/** The texts of a table's rows, cell by cell: `null` for a cell that is not written as a text. */
function rowsOf(called: ts.Expression): (string | null)[][] {
  const given = ts.isCallExpression(called) ? called.arguments[0] : undefined;
  const table = given && ts.isAsExpression(given) ? given.expression : given;
  if (!table || !ts.isArrayLiteralExpression(table)) return [];
  return table.elements.map((row) =>
    ts.isArrayLiteralExpression(row) ? row.elements.map(textOf) : [textOf(row)],
  );
}

/** @returns the titles of the rows of `it.each([…])(title)` that name a requirement themselves, as they are reported */
function titlesOfRows(called: ts.Expression, title: string): string[] {
  return rowsOf(called).flatMap((cells) => {
    const left = [...cells];
    const own = title.replaceAll(/%[sj]/g, (place) => left.shift() ?? place);
    return numbersIn(own).length > numbersIn(title).length ? [own] : [];
  });
}

/**
 * Reads which tests a file declares. What is skipped, or lies in a group that is, is left out; so is what only some
 * machines run (`(installed ? it : it.skip)('…')`), for it proves nothing on the others.
 *
 * @param source text of a TypeScript file
 * @returns titles of tests, and of groups that hold at least one, in the order of the file; behind the title of a table
 *   those of its rows that name a requirement
 */
export function testTitlesIn(source: string): TestTitle[] {
  const file = ts.createSourceFile('a.test.ts', source, ts.ScriptTarget.Latest, false);

  /** @returns the titles below the node; null in the place of a test without a title that can be read */
  function titlesBelow(node: ts.Node): (string | null)[] {
    const found: (string | null)[] = [];
    ts.forEachChild(node, (child) => {
      found.push(...titlesOf(child));
    });
    return found;
  }

  function titlesOf(node: ts.Node): (string | null)[] {
    if (!ts.isCallExpression(node)) return titlesBelow(node);
    const [first, ...others] = node.arguments;
    const kind = kindOf(node.expression);
    // `it.each(rows)` alone is on its way to be called with a title.
    if (!kind || !first || others.length === 0) return titlesBelow(node);
    if (kind === 'left out') return [];
    const title = textOf(first);
    const titles = title === null ? [null] : [title, ...titlesOfRows(node.expression, title)];
    if (kind === 'test') return titles;
    const within = others.flatMap(titlesBelow);
    return within.length > 0 ? [...titles, ...within] : [];
  }

  return titlesOf(file).flatMap((title) => (title === null ? [] : [{ title }]));
}
