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
import { paths } from '../../api/paths.ts';
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

/** Loaded once, and kept while one page after the other is written into the same window (see `WRITE_PAGE`). */
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
/** The pictures that print networks offer of their numbers, one a chain. */
const CODE_IMAGES = paths.printCodeImage(':university', ':order', ':network', ':position');
const SAMPLE_IMAGE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120"><path d="M0 0h120v120H0z"/></svg>';
const isCodeImage = (url: string) =>
  new RegExp(`${CODE_IMAGES.replaceAll(/:\w+/g, '[^/]+')}$`).test(url);
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

/**
 * Puts the page of an address in the place of the one that is there, parser, styles, scripts and `load` included, but
 * with the window, its policy and axe as they are: compiling axe anew is half of what a look at a page costs. What the
 * page before still waits for is over, as it would be for a reader who goes on.
 */
const WRITE_PAGE = `async (address) => {
  performance.clearResourceTimings();
  for (let id = setTimeout(() => {}); id > 0; id -= 1) clearTimeout(id);
  const answer = await fetch(address);
  const html = await answer.text();
  history.replaceState(null, '', address);
  document.open();
  const loaded = new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));
  document.write(html);
  document.close();
  await loaded;
  // What the browser still has of the page before it does not ask for again, and is named by the page alone.
  const named = document.querySelectorAll('link[rel=stylesheet], script[src], img, iframe, source');
  const asked = performance.getEntriesByType('resource').map(({ name }) => name);
  return { status: answer.status, asked: [...asked, ...[...named].map(({ href, src }) => href ?? src)] };
}`;

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
    .get(CODE_IMAGES, (_req, res) => res.type('svg').send(SAMPLE_IMAGE))
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

  // One window for all looks: styles and script are in its cache, as they are for a reader from the second page on.
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${origin}/gallery`);
  await page.addScriptTag({ url: `${origin}${AXE_ADDRESS}` });
  let heard: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => heard.push(`script: ${String(error)}`));

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
      await page.setViewportSize({ width: 320, height: 568 });
      const { status, asked } = await page.evaluate<{ status: number; asked: string[] }>(
        `(${WRITE_PAGE})(${JSON.stringify(address)})`,
      );
      // Pictures of a manual are fetched when the reader comes near them, and those of numbers are part of the order.
      const isLazy = (url: string) =>
        url.startsWith(`${origin}/assets/manual/`) || isCodeImage(url);
      const isCounted = (url: string) => url !== '' && !url.startsWith('data:') && !isLazy(url);
      const requests = new Set(asked.filter(isCounted)).size;
      if (status !== 200) heard.push(`answered with ${status}`);
      if (requests > MOST_REQUESTS) heard.push(`${requests} requests`);
      return [...(await lookAt(page)), ...heard];
    },
    async close() {
      await browser.close();
      await close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
