import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { unpackWoff } from './unpack-woff.ts';

const require = createRequire(import.meta.url);
const packageFolder = (name: string) => dirname(require.resolve(`${name}/package.json`));

/** Gothic for text, mincho for headings: what a Japanese phone or computer has by itself. */
function placeFonts(folder: string): void {
  const web = join(packageFolder('@fontsource/noto-sans-jp'), 'files');
  for (const part of ['japanese-400', 'japanese-700', 'latin-400', 'latin-700']) {
    const woff = readFileSync(join(web, `noto-sans-jp-${part}-normal.woff`));
    writeFileSync(join(folder, `noto-sans-jp-${part}.ttf`), unpackWoff(woff));
  }
  const serif = packageFolder('@expo-google-fonts/noto-serif-jp');
  const semiBold = join(serif, '600SemiBold', 'NotoSerifJP_600SemiBold.ttf');
  symlinkSync(semiBold, join(folder, 'noto-serif-jp-600.ttf'));
}

function fontConfiguration(folder: string): string {
  const prefer = (generic: string, family: string) =>
    `<alias binding="same"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${folder}/fonts</dir>
<cachedir>${folder}/cache</cachedir>
${prefer('sans-serif', 'Noto Sans JP')}
${prefer('serif', 'Noto Serif JP')}
${prefer('monospace', 'Noto Sans JP')}
</fontconfig>
`;
}

/** A browser that ends with everything it laid down. */
export interface TestBrowser {
  browser: Browser;
  close(): Promise<void>;
}

/**
 * Starts Chromium: the one CHROMIUM_PATH names, otherwise the one of npm `@sparticuz/chromium`. It is given Japanese
 * fonts of its own, so that pages look the same on every machine.
 */
export async function openBrowser(): Promise<TestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  mkdirSync(join(folder, 'fonts'));
  placeFonts(join(folder, 'fonts'));
  const configuration = join(folder, 'fonts.conf');
  writeFileSync(configuration, fontConfiguration(folder));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? (await sparticuz.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    headless: true,
    env: { ...process.env, FONTCONFIG_FILE: configuration, HOME: folder },
  });
  return {
    browser,
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
