// What somebody sees who leaves a page open: the warning before the session ends, and the way back with what they typed.
// The clocks of browser and server are the test's own, so that half an hour passes at once.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { createTestApp, PASSWORD } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestBrowser } from '../support/browser.ts';
import { enrolStudent } from '../support/people.ts';
import { findingsOfAxe } from './pages/page.ts';

const MINUTE = 60_000;
const TYPED = 'hanako@mail.example';
const FORM = '/aomine/mail-address';

let now = Date.now();
let app: TestApp;
let server: Server;
let origin: string;
let test: TestBrowser;

beforeAll(async () => {
  [app, test] = await Promise.all([createTestApp({ clock: () => new Date(now) }), openBrowser()]);
  server = createServer(app.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);

afterAll(async () => {
  await test?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await app?.close();
});

interface Person {
  page: Page;
  context: BrowserContext;
  userId: string;
}

/** Time passes for the pages and for the server alike. */
async function pass(milliseconds: number, ...pages: Page[]): Promise<void> {
  now += milliseconds;
  for (const page of pages) await page.clock.runFor(milliseconds);
}

async function newPage(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.clock.install({ time: now });
  await page.goto(origin + path);
  return page;
}

async function logIn(page: Page, userId: string): Promise<void> {
  await page.locator('input[name=userId]').fill(userId);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForURL((url) => !url.pathname.includes('sign-in'));
}

/** Somebody who has logged in for the first time, before the form for the mail address. */
async function arrive(
  language: 'ja' | 'en',
  { javaScriptEnabled = true, width = 375 } = {},
): Promise<Person> {
  const { directoryId: userId } = await enrolStudent(app);
  const context = await test.browser.newContext({
    locale: language === 'ja' ? 'ja-JP' : 'en-US',
    viewport: { width, height: 800 },
    reducedMotion: 'reduce',
    javaScriptEnabled,
  });
  context.setDefaultTimeout(10_000);
  const page = await newPage(context, '/aomine/sign-in');
  await logIn(page, userId);
  expect(new URL(page.url()).pathname).toBe(FORM);
  return { page, context, userId };
}

const mailAddress = (page: Page) => page.locator('input[name=mailAddress]');
const isFocused = async (target: Locator) =>
  (await target.and(target.page().locator(':focus')).count()) === 1;
const warning = (page: Page) => page.getByRole('dialog');

it('warns two minutes before the end, lets the person stay, and goes on where they were (R-132)', async () => {
  const { page, context } = await arrive('ja');
  await mailAddress(page).fill(TYPED);
  await pass(27 * MINUTE, page);
  await expect(warning(page).count()).resolves.toBe(0);
  await pass(MINUTE + 2_000, page);
  await page.getByRole('dialog', { name: 'まもなくログアウトします' }).waitFor();
  const stay = page.getByRole('button', { name: 'ログインしたままにする' });
  expect(await isFocused(stay)).toBe(true);
  const seconds = async () => {
    const [minutes = 0, rest = 0] = (await page.locator('.session__left').innerText())
      .split(':')
      .map(Number);
    return minutes * 60 + rest;
  };
  expect(await seconds()).toBeLessThanOrEqual(120);
  expect(await seconds()).toBeGreaterThan(100);
  expect(await page.locator('[data-session-spoken]').innerText()).toBe('残り約120秒です。');
  expect(await findingsOfAxe(page)).toEqual([]);

  await stay.click();
  await warning(page).waitFor({ state: 'hidden' });
  expect(await isFocused(mailAddress(page))).toBe(true);
  expect(await mailAddress(page).inputValue()).toBe(TYPED);
  await pass(27 * MINUTE, page);
  const { status } = await page.request.get(origin + FORM, { maxRedirects: 0 }).then((answer) => ({
    status: answer.status(),
  }));
  expect(status).toBe(200);
  await context.close();
}, 30_000);

it('keeps what was typed when the time is over, and brings it back after the log-in (R-132)', async () => {
  const { page, context, userId } = await arrive('en', { width: 1280 });
  await mailAddress(page).fill(TYPED);
  await pass(28 * MINUTE + 2_000, page);
  await page.getByRole('dialog', { name: 'You are about to be logged out' }).waitFor();
  await pass(2 * MINUTE, page);
  await page.getByRole('dialog', { name: 'You have been logged out' }).waitFor();
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Keep my entries and log in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your login has ended' }).waitFor();
  await page.getByRole('link', { name: 'Log in and continue' }).click();
  await logIn(page, userId);
  expect(await page.locator('main').innerText()).toContain('Your entries are back');
  expect(await mailAddress(page).inputValue()).toBe(TYPED);
  expect(app.lives.told('startVerification')).toEqual([]);
  await context.close();
}, 30_000);

it('counts what is done in another tab (R-132)', async () => {
  const { page, context } = await arrive('en');
  await pass(20 * MINUTE, page);
  const other = await newPage(context, FORM);
  const asked = page.waitForResponse(/\/account\/session$/);
  await pass(9 * MINUTE, page, other);
  await asked;
  expect(await warning(page).count()).toBe(0);
  await pass(19 * MINUTE + 5_000, page);
  await warning(page).waitFor();
  now += 5_000;
  await other.reload();
  await pass(25_000, page);
  await warning(page).waitFor({ state: 'hidden' });
  await context.close();
}, 30_000);

it('leaves nothing on the screen of somebody who is gone, and says why at the door (R-132)', async () => {
  const { page, context } = await arrive('en');
  await pass(28 * MINUTE + 2_000, page);
  await warning(page).waitFor();
  await pass(2 * MINUTE, page);
  await page.waitForURL(/sign-in\?next=%2Faomine%2Fmail-address$/);
  expect(await page.locator('main').innerText()).toContain('You did nothing here for a while');
  await context.close();
}, 30_000);

it('says at the longest time that it cannot be put off (R-132)', async () => {
  const { page, context } = await arrive('en');
  for (let minutes = 0; minutes < 8 * 60 - 20; minutes += 20) {
    await pass(20 * MINUTE);
    await page.request.get(origin + FORM);
  }
  await page.clock.setSystemTime(now);
  await page.reload();
  await pass(18 * MINUTE + 2_000, page);
  await page.getByRole('dialog', { name: 'Your login is about to end' }).waitFor();
  expect(await page.getByRole('button', { name: 'Stay logged in' }).count()).toBe(0);
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Back to the page' }).click();
  await warning(page).waitFor({ state: 'hidden' });
  await pass(30_000, page);
  expect(await warning(page).count()).toBe(0);
  await pass(2 * MINUTE, page);
  await page.waitForURL(/sign-in\?next=/);
  expect(await page.locator('main').innerText()).toContain('logged in for a long time');
  await context.close();
}, 30_000);

it('works without JavaScript: the page says how long it waits, and what was typed comes back (R-132)', async () => {
  const { page, context, userId } = await arrive('ja', { javaScriptEnabled: false });
  expect(await page.locator('main').innerText()).toContain('30分間操作がないとログアウトします');
  await mailAddress(page).fill(TYPED);
  now += 31 * MINUTE;
  await page.locator('main form button[type=submit]').first().click();
  await page.getByRole('heading', { level: 1, name: 'ログインの有効時間が終わりました' }).waitFor();
  await page.getByRole('link', { name: 'ログインして続ける' }).click();
  await logIn(page, userId);
  expect(await mailAddress(page).inputValue()).toBe(TYPED);
  expect(await page.locator('main').innerText()).toContain('入力した内容を戻しました');
  await context.close();
}, 30_000);
