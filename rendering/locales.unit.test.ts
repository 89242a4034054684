import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogues, LOCALES } from './locales.ts';
import type { MessageText } from './locales.ts';
import { VIEWS_FOLDER } from './views-folder.ts';

const keys = (locale: 'ja' | 'en') => [...catalogues[locale].keys()].sort();
const allKeys = new Set(keys('ja'));
const files = new Set(keys('ja').map((key) => key.split('.')[0] ?? ''));

function placeholders(text: MessageText | undefined): string[] {
  const forms = typeof text === 'string' ? [text] : Object.values(text ?? {});
  const names = forms.flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

describe('both languages', () => {
  it('have the same keys, in full (R-130, R-328)', () => {
    expect(keys('en')).toEqual(keys('ja'));
  });

  it('name the same values in each sentence', () => {
    const differing = keys('ja').filter((key) => {
      const [ja, en] = LOCALES.map((locale) => placeholders(catalogues[locale].get(key)));
      return JSON.stringify(ja) !== JSON.stringify(en);
    });
    expect(differing).toEqual([]);
  });

  it.each(LOCALES)('%s: no sentence is empty, holds HTML, or is a part to be glued', (locale) => {
    const bad = [...catalogues[locale]].filter(([key, text]) => {
      const forms = typeof text === 'string' ? [text] : Object.values(text);
      return (
        key.endsWith('Html') || forms.some((form) => form === '' || /<[a-z/]|&\w+;/i.test(form))
      );
    });
    expect(bad).toEqual([]);
  });

  it('speak their own language; what stands on a Japanese machine is quoted (R-130)', () => {
    const inJapanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
    const untranslated = keys('en').filter(
      (key) =>
        !key.startsWith('common.languages.') &&
        inJapanese.test(JSON.stringify(catalogues.en.get(key)).replace(/“[^”]*”/g, '')),
    );
    expect(untranslated).toEqual([]);
  });
});

/** Where sentences are asked for, as text: keys written out, and prefixes completed when rendering. */
function uses(): { whole: Set<string>; prefixes: Set<string> } {
  const whole = new Set<string>();
  const prefixes = new Set<string>();
  const note = (text: string, into: Set<string>) => {
    if (files.has(text.split('.')[0] ?? '')) into.add(text);
  };
  const camel = (view: string) =>
    view.replaceAll('/', '.').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  for (const source of sources()) {
    for (const [, text = ''] of source.matchAll(/\(key "([\w.-]+)"/g)) note(text, prefixes);
    for (const [, text = ''] of source.matchAll(/`([\w-]+(?:\.[\w-]+)*)\.\$\{/g))
      note(text, prefixes);
    for (const [, text = ''] of source.matchAll(/['"]([\w-]+(?:\.[\w-]+)+)['"]/g))
      note(text, whole);
    for (const [, view = '', chosen] of source.matchAll(
      /definePage(?:<[\w\s|{}:;,]+>)?\(\s*'([\w/-]+)'(,\s*(?:\{\s*title\b|\w+\())?/g,
    )) {
      if (chosen === undefined) note(`${camel(view)}.title`, whole);
    }
  }
  return { whole, prefixes };
}

function sources(): string[] {
  const root = join(VIEWS_FOLDER, '..');
  const inFolder = (folder: string, ending: RegExp) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => ending.test(name) && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(root, folder, name), 'utf8'));
  return [
    ...inFolder('views', /\.hbs$/),
    ...['api', 'rendering', 'activities', 'domain'].flatMap((folder) => inFolder(folder, /\.ts$/)),
  ];
}

describe('sentences and their use', () => {
  const { whole, prefixes } = uses();
  const under = (key: string) => [...prefixes].some((prefix) => key.startsWith(`${prefix}.`));

  it('everything that is asked for is written', () => {
    expect([...whole].filter((key) => !allKeys.has(key) && !prefixes.has(key))).toEqual([]);
    const isGroup = (prefix: string) => keys('ja').some((key) => key.startsWith(`${prefix}.`));
    expect([...prefixes].filter((prefix) => !isGroup(prefix))).toEqual([]);
  });

  it('everything that is written is asked for', () => {
    expect(keys('ja').filter((key) => !whole.has(key) && !under(key))).toEqual([]);
  });
});
