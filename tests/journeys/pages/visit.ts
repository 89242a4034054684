import type { BrowserContextOptions } from 'playwright-core';
import type { TestBrowser } from '../../support/browser.ts';
import type { Language, Visit } from './page.ts';

export const PHONE = { width: 375, height: 667 };
export const DESK = { width: 1280, height: 900 };

/** Somebody comes in a browser of their own, on a screen of this size and in this language. */
export async function visitAs(
  { browser }: TestBrowser,
  language: Language,
  options: BrowserContextOptions,
  { byKeyboard = false }: { byKeyboard?: boolean } = {},
): Promise<Visit> {
  const locale = language === 'ja' ? 'ja-JP' : 'en-US';
  const context = await browser.newContext({ locale, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  return { page, language, byKeyboard, hasJavaScript: options.javaScriptEnabled !== false };
}
