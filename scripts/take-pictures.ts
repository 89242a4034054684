// `node scripts/take-pictures.ts`: walks the journey of the README on a running `npm start` as a sample person and
// writes docs/pictures/*.webp anew. It needs a data folder in which that person has not registered a mail address yet:
// `DATA_DIR=.data-pictures npm start`. Other ports: `--portal`, `--town`, `--temporal`.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { wellKnown, wellKnownPassword } from '../prisma/sample-data/well-known.ts';
import { openBrowser } from '../tests/support/browser.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'pictures');
/** Bytes: somebody reads the README on a train. */
const LARGEST = 60 * 1024;
/** Quality of WebP, tried in this order until the picture is small enough. */
const QUALITIES = [80, 65, 50, 35, 20];

const { values: addresses } = parseArgs({
  options: {
    portal: { type: 'string', default: 'http://127.0.0.1:3000' },
    town: { type: 'string', default: 'http://127.0.0.1:4000' },
    temporal: { type: 'string', default: 'http://127.0.0.1:8233' },
  },
});

const { browser, close } = await openBrowser();
try {
  await mkdir(FOLDER, { recursive: true });
  const phone = await browser.newContext({
    viewport: { width: 375, height: 720 },
    deviceScaleFactor: 2,
    locale: 'ja-JP',
  });
  const desk = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
  });
  const orderId = await walk(await phone.newPage());
  await desk.addCookies(await phone.cookies());
  await lookAt(desk, orderId);
} finally {
  await close();
}

/** The person's way on a phone. @returns the id of the order that was placed */
async function walk(page: Page): Promise<string> {
  const mailAddress = `${wellKnown.ordinary}@mail.example`;
  await page.goto(`${addresses.portal}/aomine/sign-in?lang=ja`);
  await signIn(page, '1-sign-in');
  if (!page.url().includes('/mail-address')) {
    throw new Error(`${wellKnown.ordinary} has a mail address already: use a new data folder.`);
  }
  await page.fill('#field-mailAddress', mailAddress);
  await page.fill('#field-mailAddressCheck', mailAddress);
  await press(page);

  const { id, link } = await newestMail(mailAddress);
  await page.goto(`${addresses.town}/mailbox/${id}?lang=ja`);
  await take(page, '2-mailbox');
  await page.goto(link);
  await press(page);
  await page.goto(`${addresses.portal}/aomine/sign-in?lang=ja`);
  await signIn(page);

  await take(page, '3-top');
  await press(page);
  await press(page);
  const copies = page.locator('main input[type=text]');
  await copies.first().fill('2');
  await copies.last().fill('1');
  await press(page);
  await page.locator('main table').scrollIntoViewIfNeeded();
  await page.locator('main table').evaluate('(table) => table.scrollIntoView({ block: "center" })');
  await take(page, '3-check');
  await press(page);
  const orderId = /orders\/([0-9a-f-]{36})/.exec(page.url())?.[1];
  if (!orderId) throw new Error(`no order at ${page.url()}`);
  await press(page);
  await take(page, '4-paypal');
  await page.locator('button[value=approve]').click();

  const order = `${addresses.portal}/aomine/orders/${orderId}`;
  await page.goto(order);
  // The page looks again by itself until both networks have given their numbers.
  await page.locator('.big-number__code').nth(1).waitFor();
  await page.locator('#numbers-heading').evaluate('(heading) => heading.scrollIntoView()');
  await take(page, '4-numbers');

  const number = await page.locator('[data-code]').first().getAttribute('data-code');
  await page.goto(`${addresses.town}/copier/seven-eleven?lang=ja`);
  await page.fill('#number', number ?? '');
  await page.locator('button.main').click();
  for (const yen of [100, 500]) await page.locator(`button[value=coin-${yen}]`).click();
  await page.locator('button[value=print]').click();
  await page.waitForURL('**/prints/**');
  await page.waitForLoadState('networkidle');
  await page.locator('.sheets img').first().scrollIntoViewIfNeeded();
  await take(page, '5-copier');
  return orderId;
}

/** What stands on a desk: the same order in English, and its life as an operator sees it. */
async function lookAt(desk: BrowserContext, orderId: string): Promise<void> {
  const page = await desk.newPage();
  await page.goto(`${addresses.portal}/aomine/orders/${orderId}?lang=en`);
  await take(page, '4-numbers-en');
  await page.goto(`${addresses.temporal}/namespaces/default/workflows/order:${orderId}`);
  await page.getByText('印刷期限').first().waitFor();
  await page.getByText('"orderId"').first().waitFor();
  await take(page, '6-temporal');
}

async function signIn(page: Page, picture?: string): Promise<void> {
  await page.fill('#field-userId', wellKnown.ordinary);
  if (picture) await take(page, picture);
  await page.fill('#field-password', wellKnownPassword);
  await press(page);
}

/** The page's one main button, and what it leads to. */
async function press(page: Page): Promise<void> {
  const before = page.url();
  await page.locator('main form button.button--primary').first().click();
  await page.waitForURL((url) => url.href !== before);
}

async function newestMail(to: string): Promise<{ id: string; link: string }> {
  const asked = await fetch(
    `${addresses.town}/mailbox/control/messages?to=${encodeURIComponent(to)}&wait=20000`,
  );
  const { messages } = (await asked.json()) as { messages: { id: string; text: string }[] };
  const newest = messages.at(-1);
  const link = /https?:\/\/\S+\/cert\/[\w-]+/.exec(newest?.text ?? '')?.[0];
  if (!newest || !link) throw new Error(`no mail with a link came to ${to}`);
  return { id: newest.id, link };
}

/** What the screen shows now, as WebP of at most `LARGEST` bytes. */
async function take(page: Page, name: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  for (const quality of QUALITIES) {
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality });
    const picture = Buffer.from(data, 'base64');
    if (picture.length > LARGEST && quality !== QUALITIES.at(-1)) continue;
    await writeFile(join(FOLDER, `${name}.webp`), picture);
    console.log(`docs/pictures/${name}.webp: ${Math.round(picture.length / 1024)} KB`);
    break;
  }
  await devtools.detach();
}
