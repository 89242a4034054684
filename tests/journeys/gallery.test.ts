import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import express from 'express';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { entries } from '../../api/gallery/entries.ts';
import { galleryRouter } from '../../api/gallery/router.ts';
import { assetsRouter } from '../../api/rendering/assets-router.ts';
import { LOCALES } from '../../rendering/locales.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';

const SCREENSHOTS = join(import.meta.dirname, '..', 'screenshots');
const SIZES = [
  { width: 375, height: 667 },
  { width: 1280, height: 900 },
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** A form's address that is slow to answer: it tells when the form has arrived, and waits for leave to answer. */
function slowForm() {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: leave, resolve: answer } = Promise.withResolvers<void>();
  let received = 0;
  const handler: RequestHandler = async (_req, res) => {
    received += 1;
    arrive();
    await leave;
    res.type('html').send(`<p id="received">${received}</p>`);
  };
  return { arrived, answer, handler };
}

let server: Server;
const form = slowForm();
let origin: string;
let test: TestBrowser;

beforeAll(async () => {
  // The strictest policy that pages must live with: nothing inline, nothing from elsewhere.
  const policy = {
    useDefaults: false,
    directives: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'] },
  };
  const app = express()
    .use(helmet({ contentSecurityPolicy: policy }))
    .use(assetsRouter())
    .post('/gallery', form.handler)
    .use('/gallery', galleryRouter());
  server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  test = await openBrowser();
}, 60_000);

afterAll(async () => {
  await test.close();
  await new Promise((resolve) => server.close(resolve));
});

/** Opens one page as a reader with these circumstances would, and collects what the browser complains about. */
async function open(
  name: string,
  locale: string,
  circumstances: BrowserContextOptions,
): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
  const context = await test.browser.newContext({
    reducedMotion: 'reduce',
    ...circumstances,
    locale,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (asked) => {
    if (!asked.url().startsWith('data:')) requests.push(asked.url());
  });
  await page.goto(`${origin}/gallery/${name}?lang=${locale}`);
  return { page, complaints, requests };
}

// What runs in the page is text: there, and only there, is a `document`.
const isWiderThanScreen = (page: Page) =>
  page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );

const hasFocus = (page: Page, selector: string) =>
  page.evaluate<boolean>(`document.activeElement?.matches('${selector}')`);

/**
 * @param rules all of WCAG 2.2 AA and good practice, or only those whose answer another size or scheme can change
 */
async function findingsOfAxe(page: Page, rules: 'all' | 'of appearance'): Promise<unknown[]> {
  // There are no frames to look into, so the faster way of asking is the whole truth.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  if (rules === 'all') {
    axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  } else {
    axe.withRules(['color-contrast', 'link-in-text-block', 'target-size', 'landmark-unique']);
  }
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}

/** What cannot be hit with a thumb: controls that stand by themselves (links within a sentence are exempt). */
const smallTargets = (page: Page) =>
  page.evaluate<string[]>(`
    [...document.querySelectorAll('button, summary, input:not([type=hidden]), select, a.button, .choice')]
      .filter((element) => element.matches('.choice') || !element.closest('.choice'))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 0 && (width < 44 || height < 44);
      })
      .map((element) => element.outerHTML.slice(0, 120))`);

describe.each(LOCALES)('in %s', (locale) => {
  it.each(entries.map((entry) => entry.name))(
    '%s: no finding of axe, no complaint, nothing cut off, in both sizes and schemes',
    async (name) => {
      const { page, complaints, requests } = await open(name, locale, {});
      expect(requests.length).toBeLessThanOrEqual(3);
      await page.setViewportSize({ width: 320, height: 568 });
      expect(await isWiderThanScreen(page)).toBe(false);
      expect(await findingsOfAxe(page, 'all')).toEqual([]);
      for (const viewport of SIZES) {
        await page.setViewportSize(viewport);
        expect(await isWiderThanScreen(page)).toBe(false);
        if (viewport.width === 375) expect(await smallTargets(page)).toEqual([]);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme });
          await page.screenshot({
            path: join(SCREENSHOTS, `${name}.${locale}.${viewport.width}.${colorScheme}.png`),
            fullPage: true,
          });
        }
        // Still in the dark, which is the last of the schemes: the light one was judged above.
        expect(await findingsOfAxe(page, 'of appearance')).toEqual([]);
      }
      await page.evaluate(`document.documentElement.style.setProperty('font-size', '200%')`);
      await page.setViewportSize({ width: 640, height: 900 });
      expect(await isWiderThanScreen(page)).toBe(false);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
    60_000,
  );
});

describe('small comforts', () => {
  it('come only with JavaScript: without it, no button is shown that would do nothing', async () => {
    const { page } = await open('gallery/components', 'ja', { javaScriptEnabled: false });
    expect(await page.locator('[data-show-password], [data-copy]').count()).toBe(2);
    expect(await page.locator('[data-show-password]:visible, [data-copy]:visible').count()).toBe(0);
    await page.context().close();
  });

  it('shows and hides a password', async () => {
    const { page } = await open('gallery/components', 'ja', {});
    const input = page.locator('#field-password');
    await page.getByRole('button', { name: '表示する' }).click();
    expect(await input.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: '隠す' }).click();
    expect(await input.getAttribute('type')).toBe('password');
    await page.context().close();
  });

  it('takes the reader to the error summary, and from there to the control', async () => {
    const { page } = await open('gallery/components', 'en', {});
    expect(await hasFocus(page, '[data-error-summary]')).toBe(true);
    await page.locator('[data-error-summary] a').first().click();
    expect(await hasFocus(page, '#field-userId')).toBe(true);
    await page.context().close();
  });

  it('opens the menu by keyboard and closes it by Escape', async () => {
    const { page } = await open('errors/not-found', 'ja', {});
    await page.locator('details.menu > summary').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details.menu[open]').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.locator('details.menu[open]').count()).toBe(0);
    await page.context().close();
  });

  it('sends a form once, also when its button is pressed again before the answer', async () => {
    const { page } = await open('gallery/components', 'ja', {});
    const button = page.locator('main form button.button--primary');
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    const press = () => page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
    await press();
    await form.arrived;
    // The browser acknowledges the press when the page has dealt with it.
    await press();
    form.answer();
    await page.waitForURL(`${origin}/gallery`);
    expect(await page.locator('#received').textContent()).toBe('1');
    await page.context().close();
  });
});
