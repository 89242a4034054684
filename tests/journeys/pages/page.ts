import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';

export type Language = 'ja' | 'en';
export type Words = Readonly<Record<Language, string>>;

/** How a person uses the site in one journey. */
export interface Visit {
  page: Page;
  language: Language;
  /** Only Tab, Space, Enter and letters; nothing is clicked. */
  byKeyboard: boolean;
  hasJavaScript: boolean;
}

/** A page that a person has come to: its heading was seen and axe has found nothing. */
export class ShownPage {
  readonly visit: Visit;
  constructor(visit: Visit) {
    this.visit = visit;
  }

  get page(): Page {
    return this.visit.page;
  }

  /** As a person does who waits for news without JavaScript: again and again, at most ten seconds. */
  async reloadUntil(what: string, isShown: () => Promise<boolean>): Promise<void> {
    const until = performance.now() + 10_000;
    while (!(await isShown())) {
      if (performance.now() > until) throw new Error(`no ${what}: ${await this.text()}`);
      await this.page.waitForTimeout(100);
      await this.page.reload();
    }
  }

  /** What stands in the main part, spaces folded. */
  async text(): Promise<string> {
    return (await this.page.locator('main').innerText()).replace(/\s+/g, ' ');
  }

  /** The instants of the deadlines that are shown, in their order on the page. */
  async deadlines(): Promise<number[]> {
    const times = await this.page.locator('main .deadline time').all();
    return Promise.all(
      times.map(async (time) => Date.parse((await time.getAttribute('datetime')) ?? '')),
    );
  }

  button(words: Words): Locator {
    return this.page.getByRole('button', { name: words[this.visit.language], exact: false });
  }

  link(words: Words): Locator {
    return this.page.getByRole('link', { name: words[this.visit.language], exact: false });
  }

  /** Presses a button or follows a link, and waits for the page that answers. */
  async press(target: Locator): Promise<void> {
    await Promise.all([this.page.waitForEvent('domcontentloaded'), this.activate(target)]);
  }

  private async activate(target: Locator): Promise<void> {
    if (!this.visit.byKeyboard) return target.click();
    await this.tabTo(target);
    await this.page.keyboard.press('Enter');
  }

  async type(target: Locator, text: string): Promise<void> {
    if (!this.visit.byKeyboard) return target.fill(text);
    await this.tabTo(target);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.type(text);
  }

  /** Tab by Tab from where the focus is, once around the page. */
  private async tabTo(target: Locator): Promise<void> {
    const focused = target.and(this.page.locator(':focus'));
    for (let presses = 0; presses < 100; presses += 1) {
      if ((await focused.count()) > 0) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${String(target)} on ${await this.page.title()}`);
  }
}

type PageOf<P extends ShownPage> = new (visit: Visit) => P;

/**
 * The person has come to this page.
 * @throws Error when another heading is shown, the language is not the person's, or axe finds something
 */
export async function arriveAt<P extends ShownPage>(
  visit: Visit,
  Shown: PageOf<P> & { readonly heading: Words },
): Promise<P> {
  const { page, language } = visit;
  await page
    .getByRole('heading', { level: 1, name: Shown.heading[language], exact: true })
    .waitFor();
  const spoken = await page.locator('html').getAttribute('lang');
  if (spoken !== language) throw new Error(`${Shown.heading[language]} is shown in ${spoken}`);
  if (visit.hasJavaScript) await passAxe(page);
  return new Shown(visit);
}

/**
 * All of WCAG 2.2 AA and good practice. A page that waits for news renews itself, perhaps while it is looked at: then
 * what came is looked at instead.
 */
async function passAxe(page: Page): Promise<void> {
  let isRenewed = false;
  const note = () => (isRenewed = true);
  page.on('domcontentloaded', note);
  try {
    const found = await findingsOfAxe(page);
    if (found.length > 0) throw new Error(`axe on ${page.url()}:\n${found.join('\n')}`);
  } catch (error) {
    if (!isRenewed) throw error;
    await passAxe(page);
  } finally {
    page.off('domcontentloaded', note);
  }
}

/** What axe finds on the page as it stands, one line each. */
export async function findingsOfAxe(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
