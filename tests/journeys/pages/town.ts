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

/** The copier of a 7-Eleven, played by the town. */
export class CopierPage extends ShownPage {
  static readonly heading = { ja: 'お店を選んでください', en: 'Choose a store' };

  /** Types the number, sets the copies, pays with a coin of 100 yen, and takes the sheets. */
  async print(number: string, copies: number): Promise<string> {
    await this.press(this.link({ ja: 'セブン-イレブン', en: '7-Eleven' }));
    await this.type(this.page.locator('#number'), number);
    await this.press(this.button({ ja: '次へ', en: 'Next' }));
    await this.type(this.page.locator('#copies'), String(copies));
    await this.press(this.page.locator('button[value=recount]').first());
    await this.press(this.page.locator('button[value=coin-100]'));
    await this.press(this.page.locator('button[value=print]'));
    return this.text();
  }
}
