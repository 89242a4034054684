import { ShownPage } from './page.ts';

export class StudentNumberPage extends ShownPage {
  static readonly heading = { ja: '学籍番号の選択', en: 'Choose a student ID number' };

  async continue(): Promise<void> {
    const words = { ja: '証明書の選択へ進む', en: 'Continue to certificates' };
    await this.press(this.button(words));
  }
}

export class CertificatesPage extends ShownPage {
  static readonly heading = { ja: '証明書と部数', en: 'Certificates and copies' };

  /** Copies of the certificate of enrolment in Japanese. */
  async order(copies: string): Promise<void> {
    const label = {
      ja: /^在学証明書\(日本語\)/,
      en: /^Certificate of Enrollment \(Japanese\)/,
    }[this.visit.language];
    await this.type(this.page.getByLabel(label), copies);
    await this.press(this.button({ ja: '内容の確認へ進む', en: 'Continue to check' }));
  }
}

export class CheckPage extends ShownPage {
  static readonly heading = { ja: '申請内容確認', en: 'Check your order' };

  /** The instants of the deadlines that are shown: of payment, of print. */
  async deadlines(): Promise<number[]> {
    const times = await this.page.locator('main .deadline time').all();
    return Promise.all(
      times.map(async (time) => Date.parse((await time.getAttribute('datetime')) ?? '')),
    );
  }

  async place(): Promise<void> {
    const words = {
      ja: 'この内容で申請して支払いへ進む',
      en: 'Order with these details and go to payment',
    };
    await this.press(this.button(words));
  }
}

export class PayPage extends ShownPage {
  static readonly heading = {
    ja: 'お支払いページに移動します',
    en: 'You are going to the payment page',
  };

  async goToPayPal(): Promise<void> {
    await this.press(this.button({ ja: 'PayPalへ進む', en: 'Go to PayPal' }));
  }
}

export class OrderPage extends ShownPage {
  static readonly heading = { ja: '申請情報 詳細', en: 'Details of your order' };

  /** The numbers for the copiers, in the order of the chains. */
  async numbers(): Promise<string[]> {
    const codes = await this.page.locator('main [data-code]').all();
    return Promise.all(codes.map(async (code) => (await code.getAttribute('data-code')) ?? ''));
  }

  /** With JavaScript the page renews itself; without it the person presses reload. */
  async waitForNumbers(): Promise<void> {
    const first = this.page.locator('main [data-code]').first();
    if (this.visit.hasJavaScript) return first.waitFor();
    await this.reloadUntil('number', async () => (await first.count()) > 0);
  }

  async waitForState(label: string): Promise<void> {
    const state = this.page.locator('main .order-state', { hasText: label });
    await this.reloadUntil(label, async () => (await state.count()) > 0);
  }

  async goToPayment(): Promise<void> {
    await this.press(this.link({ ja: '支払いへ進む', en: 'Go to payment' }));
  }
}
