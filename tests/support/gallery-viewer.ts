// Looks at pages of the gallery with the eyes of a browser: axe, sizes, complaints, in every width and scheme.
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { galleryRouter } from '../../api/gallery/router.ts';
import { servePictures } from '../../api/manual/serve-pictures.ts';
import { assetsRouter } from '../../api/rendering/assets-router.ts';
import { openBrowser } from './browser.ts';

/** What axe answers, as far as it is read here. */
interface Violation {
  id: string;
  nodes: { html: string }[];
}

export interface GalleryViewer {
  origin: string;
  /** A page in a browser of its own, as a reader with these circumstances would see it. */
  open(address: string, circumstances?: BrowserContextOptions): Promise<Page>;
  /**
   * Opens the address and looks at it at 320, 375 and 1280 px, light and dark, and with letters twice as large.
   * @param address path and query
   * @returns one line a mistake: where, what, and the element; empty where all is well
   */
  findings(address: string): Promise<string[]>;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);
// The version that @axe-core/playwright brings.
const axeSource = readFileSync(
  createRequire(require.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** Loaded by address, once a page: the browser keeps what it compiled, and compiling is most of what axe costs. */
const AXE_ADDRESS = '/axe.js';

const ALL_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Whose answer another width or scheme can change. */
const RULES_OF_APPEARANCE = [
  'color-contrast',
  'link-in-text-block',
  'target-size',
  'landmark-unique',
];
const MOST_REQUESTS = 3;
const SMALLEST_TARGET = 44;

// What runs in the page is text: there, and only there, is a `document`.
const EXCESS_WIDTH = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
/** What cannot be hit with a thumb: controls that stand by themselves (links within a sentence are exempt). */
const SMALL_TARGETS = `
  [...document.querySelectorAll('button, summary, input:not([type=hidden]), select, a.button, .choice')]
    .filter((element) => element.matches('.choice') || !element.closest('.choice'))
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && (width < ${SMALLEST_TARGET} || height < ${SMALLEST_TARGET});
    })
    .map((element) => element.outerHTML.slice(0, 120))`;

async function askAxe(page: Page, rules: readonly string[]): Promise<string[]> {
  const options = { runOnly: rules, resultTypes: ['violations'] };
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

async function excessWidth(page: Page): Promise<string[]> {
  const excess = await page.evaluate<number>(EXCESS_WIDTH);
  return excess > 0 ? [`wider than the screen by ${excess} px`] : [];
}

const smallTargets = async (page: Page) =>
  (await page.evaluate<string[]>(SMALL_TARGETS)).map((html) => `smaller than a thumb: ${html}`);

/** Every look at a page, in the order in which the fewest things have to be changed between them. */
async function lookAt(page: Page): Promise<string[]> {
  const found: string[] = [];
  const note = (where: string, findings: string[]) =>
    found.push(...findings.map((finding) => `${where}: ${finding}`));

  note('320 px', await excessWidth(page));
  note('320 px, light', await askAxe(page, ALL_RULES));
  await page.setViewportSize({ width: 375, height: 667 });
  note('375 px', await excessWidth(page));
  note('375 px', await smallTargets(page));
  await page.emulateMedia({ colorScheme: 'dark' });
  note('375 px, dark', await askAxe(page, RULES_OF_APPEARANCE));
  await page.setViewportSize({ width: 1280, height: 900 });
  note('1280 px', await excessWidth(page));
  note('1280 px, dark', await askAxe(page, RULES_OF_APPEARANCE));
  await page.emulateMedia({ colorScheme: 'light' });
  note('1280 px, light', await askAxe(page, RULES_OF_APPEARANCE));
  await page.evaluate(`document.documentElement.style.setProperty('font-size', '200%')`);
  await page.setViewportSize({ width: 640, height: 900 });
  note('letters twice as large', await excessWidth(page));
  return found;
}

/**
 * Serves the gallery and opens a browser on it.
 * @param also further addresses, before those of the gallery
 */
export async function openGalleryViewer(also?: RequestHandler): Promise<GalleryViewer> {
  // The strictest policy that pages must live with: nothing inline, nothing from elsewhere.
  const policy = {
    useDefaults: false,
    directives: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'] },
  };
  const app = express()
    .use(helmet({ contentSecurityPolicy: policy }))
    .use(assetsRouter())
    .use(servePictures())
    .get(AXE_ADDRESS, (_req, res) => {
      res.set('Cache-Control', 'public, max-age=3600').type('js').send(axeSource);
    });
  if (also) app.use(also);
  app.use('/gallery', galleryRouter());
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { browser, close } = await openBrowser();

  // One page for all looks: styles and script are in its cache, as they are for a reader from the second page on.
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  let heard: string[] = [];
  let requests = 0;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => heard.push(`script: ${String(error)}`));
  page.on('request', (asked) => {
    // Pictures of a manual are fetched when the reader comes near them.
    const isLazy = asked.url().startsWith(`${origin}/assets/manual/`);
    if (!asked.url().startsWith('data:') && !isLazy) requests += 1;
  });

  return {
    origin,
    async open(address, circumstances = {}) {
      const own = await browser.newContext({ reducedMotion: 'reduce', ...circumstances });
      const opened = await own.newPage();
      await opened.goto(`${origin}${address}`);
      return opened;
    },
    async findings(address) {
      heard = [];
      requests = 0;
      await page.setViewportSize({ width: 320, height: 568 });
      await page.goto(`${origin}${address}`);
      if (requests > MOST_REQUESTS) heard.push(`${requests} requests`);
      await page.addScriptTag({ url: `${origin}${AXE_ADDRESS}` });
      return [...(await lookAt(page)), ...heard];
    },
    async close() {
      await browser.close();
      await close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
