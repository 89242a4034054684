import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { VIEWS_FOLDER } from '../../rendering/views-folder.ts';
import { accentStyles } from './accents.ts';

/** Digital Agency design tokens, by name: `--color-neutral-solid-gray-800` → `#333333`. */
function designTokens(): Map<string, string> {
  const file = createRequire(import.meta.url).resolve(
    '@digital-go-jp/design-tokens/dist/tokens.css',
  );
  const declarations = readFileSync(file, 'utf8').matchAll(/(--[\w-]+):\s*([^;]+);/g);
  return new Map([...declarations].map(([, name, value]) => [name ?? '', value ?? '']));
}

/** Puts the value of each design token where it is used; our own custom properties stay. */
function resolveTokens(css: string, tokens: ReadonlyMap<string, string>): string {
  const resolved = css.replace(
    /var\((--[\w-]+)\)/g,
    (use, name: string) => tokens.get(name) ?? use,
  );
  return resolved === css ? css : resolveTokens(resolved, tokens);
}

/**
 * Takes comments and needless white space out. Safe for what our files hold: no strings with braces or double spaces.
 * White space around `+`, `-` and before `(` or `:` means something and stays.
 */
export function minify(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*([{};,>])\s*/g, '$1')
    .replace(/([\w-]): /g, '$1:')
    .replaceAll(';}', '}')
    .trim();
}

/**
 * The whole stylesheet: the files of `views/assets/css` in the order of their names, and the universities' colours.
 * @throws Error naming a custom property that nothing defines
 */
export function buildStylesheet(): string {
  const folder = join(VIEWS_FOLDER, 'assets', 'css');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.css'))
    .sort();
  const sources = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  const css = resolveTokens([...sources, accentStyles()].join('\n'), designTokens());
  const defined = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map((match) => match[1]));
  for (const [, name] of css.matchAll(/var\((--[\w-]+)/g)) {
    if (!defined.has(name)) throw new Error(`views/assets/css uses ${name}, which nothing defines`);
  }
  return minify(css);
}
