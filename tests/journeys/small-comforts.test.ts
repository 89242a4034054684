import type { RequestHandler } from 'express';
import type { Page } from 'playwright-core';
import { openGalleryViewer } from '../support/gallery-viewer.ts';
import type { GalleryViewer } from '../support/gallery-viewer.ts';

/** A form's address that is slow to answer: it tells when the form has arrived, and waits for leave to answer. */
function slowForm() {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: leave, resolve: answer } = Promise.withResolvers<void>();
  let received = 0;
  const handler: RequestHandler = async (req, res, next) => {
    if (req.method !== 'POST') return next();
    received += 1;
    arrive();
    await leave;
    res.type('html').send(`<p id="received">${received}</p>`);
  };
  return { arrived, answer, handler };
}

const form = slowForm();
let viewer: GalleryViewer;

beforeAll(async () => {
  viewer = await openGalleryViewer(form.handler);
}, 60_000);
afterAll(() => viewer.close());

const hasFocus = (page: Page, selector: string) =>
  page.evaluate<boolean>(`document.activeElement?.matches('${selector}')`);

describe('small comforts', () => {
  it('come only with JavaScript: without it, no button is shown that would do nothing', async () => {
    const page = await viewer.open('/gallery/gallery/components', { javaScriptEnabled: false });
    expect(await page.locator('[data-show-password], [data-copy]').count()).toBe(2);
    expect(await page.locator('[data-show-password]:visible, [data-copy]:visible').count()).toBe(0);
    await page.context().close();
  });

  it('shows and hides a password', async () => {
    const page = await viewer.open('/gallery/gallery/components');
    const input = page.locator('#field-password');
    await page.getByRole('button', { name: '表示する' }).click();
    expect(await input.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: '隠す' }).click();
    expect(await input.getAttribute('type')).toBe('password');
    await page.context().close();
  });

  it('takes the reader to the error summary, and from there to the control', async () => {
    const page = await viewer.open('/gallery/gallery/components?lang=en');
    expect(await hasFocus(page, '[data-error-summary]')).toBe(true);
    await page.locator('[data-error-summary] a').first().click();
    expect(await hasFocus(page, '#field-userId')).toBe(true);
    await page.context().close();
  });

  it('opens the menu by keyboard and closes it by Escape', async () => {
    const page = await viewer.open('/gallery/errors/not-found');
    await page.locator('details.menu > summary').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details.menu[open]').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.locator('details.menu[open]').count()).toBe(0);
    await page.context().close();
  });

  it('keeps what follows a button apart from it, large enough for a finger', async () => {
    for (const entry of [
      'sign-in/sign-in-second-password',
      'registration/confirm',
      'mail-address/objection-pending',
    ]) {
      const page = await viewer.open(`/gallery/${entry}`);
      const button = await page.locator('main form .button').last().boundingBox();
      const next = page.locator('main form + p').last();
      const link = next.locator('a');
      const below = await ((await link.count()) > 0 ? link : next).boundingBox();
      expect((below?.y ?? 0) - (button?.y ?? 0) - (button?.height ?? 0)).toBeGreaterThanOrEqual(20);
      expect(below?.height).toBeGreaterThanOrEqual(24);
      await page.context().close();
    }
  });

  it('sets recovery codes in straight rows, for copying by hand', async () => {
    const viewport = { width: 1280, height: 900 };
    const page = await viewer.open('/gallery/staff/recovery-codes-shown', { viewport });
    const codes = await page.locator('.recovery-codes li').all();
    const tops = await Promise.all(codes.slice(0, 3).map((code) => code.boundingBox()));
    expect(new Set(tops.map((box) => box?.y)).size).toBe(1);
    expect(new Set(tops.map((box) => box?.x)).size).toBe(3);
    await page.context().close();
  });

  it('keeps what was typed when the language is switched, once, and no password (R-129, X-24)', async () => {
    const page = await viewer.open('/gallery/sign-in/sign-in-second-password?lang=ja');
    const [userId, password] = ['input[name=userId]', 'input[name=password]'];
    await page.fill(userId, 'a2401001');
    await page.fill(password, 'a secret');
    await page.locator('[data-show-password]').first().click();
    await page.locator('.languages a').click();
    await page.locator('html[lang=en]').waitFor();
    expect(await page.inputValue(userId)).toBe('a2401001');
    expect(await page.inputValue(password)).toBe('');
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await page.reload();
    expect(await page.inputValue(userId)).toBe('');
    await page.context().close();
  });

  it('sends a form once, also when its button is pressed again before the answer', async () => {
    const page = await viewer.open('/gallery/gallery/components');
    const button = page.locator('main form button.button--primary');
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    const press = () => page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 20);
    await press();
    await form.arrived;
    // The browser acknowledges the press when the page has dealt with it.
    await press();
    form.answer();
    await page.waitForURL(`${viewer.origin}/gallery`);
    expect(await page.locator('#received').textContent()).toBe('1');
    await page.context().close();
  });
});
