import { ShownPage } from './page.ts';

/** PayPal's page, played by the town. */
export class PayPalPage extends ShownPage {
  static readonly heading = { ja: 'お支払いの確認', en: 'Review your payment' };

  async pay(): Promise<void> {
    await this.press(this.page.locator('button[value=approve]'));
  }

  async cancel(): Promise<void> {
    await this.press(this.page.locator('button[value=cancel]'));
  }

  async payWithDeclinedCard(): Promise<void> {
    const summary = this.page.locator('summary');
    await summary.focus();
    await this.page.keyboard.press('Enter');
    await this.press(this.page.locator('button[value=declined]'));
  }
}

const CHAINS = {
  'seven-eleven': { ja: 'セブン-イレブン', en: '7-Eleven' },
  familymart: { ja: 'ファミリーマート', en: 'FamilyMart' },
} as const;
type ChainCode = keyof typeof CHAINS;

/** The copiers of the stores, played by the town. */
export class CopierPage extends ShownPage {
  static readonly heading = { ja: 'お店を選んでください', en: 'Choose a store' };

  /** Types the number at a store's copier. @returns what the copier says to it */
  async enter(number: string, chain: ChainCode = 'seven-eleven'): Promise<string> {
    await this.press(this.link(CHAINS[chain]));
    await this.type(this.page.locator('#number'), number);
    await this.press(this.button({ ja: '次へ', en: 'Next' }));
    return this.text();
  }

  /**
   * Types the number, sets the copies, pays with a coin of 100 yen, and takes the sheets. Where several documents are
   * behind the number, the first is printed.
   */
  async print(number: string, copies: number, chain?: ChainCode): Promise<string> {
    await this.enter(number, chain);
    const documents = this.page.locator('button[name=document]');
    if ((await documents.count()) > 0) await this.press(documents.first());
    await this.type(this.page.locator('#copies'), String(copies));
    await this.press(this.page.locator('button[value=recount]').first());
    await this.press(this.page.locator('button[value=coin-100]'));
    await this.press(this.page.locator('button[value=print]'));
    return this.text();
  }
}

/** Where people pay by a number, played by the town. */
export class CashRegisterPage extends ShownPage {
  static readonly heading = { ja: 'コンビニのレジ', en: 'Cash register' };

  /** Types the numbers at a store's till and pays what is due, or `yen`. */
  async pay(store: 'lawson' | 'familymart', numbers: string[], yen?: number): Promise<string> {
    const stores = {
      lawson: { ja: 'ローソン', en: 'Lawson' },
      familymart: { ja: 'ファミリーマート', en: 'FamilyMart' },
    };
    await this.press(this.link(stores[store]));
    for (const [index, number] of numbers.entries()) {
      await this.type(this.page.locator(`#number-${index + 1}`), number);
    }
    await this.press(this.page.locator('button[value=look-up]'));
    if (yen !== undefined) await this.type(this.page.locator('#yen'), String(yen));
    await this.press(this.page.locator('button[value=pay]'));
    return this.text();
  }
}
