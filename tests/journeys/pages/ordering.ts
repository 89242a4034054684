import { ShownPage } from './page.ts';

export class StudentNumberPage extends ShownPage {
  static readonly heading = { ja: '学籍番号の選択', en: 'Choose a student ID number' };

  async choose(studentNumber: string): Promise<void> {
    await this.page.locator('label', { hasText: studentNumber }).click();
  }

  async continue(): Promise<void> {
    const words = { ja: '証明書の選択へ進む', en: 'Continue to certificates' };
    await this.press(this.button(words));
  }
}

const ENROLMENT = {
  ja: '在学証明書(日本語)',
  en: 'Certificate of Enrollment (Japanese)',
};

export class CertificatesPage extends ShownPage {
  static readonly heading = { ja: '証明書と部数', en: 'Certificates and copies' };

  /** Copies of a certificate in Japanese; of enrolment, unless it is another. */
  async order(copies: string, certificate = ENROLMENT): Promise<void> {
    await this.type(this.page.getByLabel(certificate[this.visit.language]), copies);
    await this.press(this.button({ ja: '内容の確認へ進む', en: 'Continue to check' }));
  }
}

export class CheckPage extends ShownPage {
  static readonly heading = { ja: '申請内容確認', en: 'Check your order' };

  /** Chooses a way to pay by its name in the university's settings. */
  async payBy(method: string): Promise<void> {
    await this.page.locator('label', { hasText: method }).click();
  }

  async addAnotherNumber(): Promise<void> {
    const words = {
      ja: '別の学籍番号の証明書を追加',
      en: 'Add certificates of another student ID number',
    };
    await this.press(this.link(words));
  }

  async place(): Promise<void> {
    const words = { ja: 'この内容で申請', en: 'Order with these details' };
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

/** The numbers to pay with at a store. */
export class SlipPage extends ShownPage {
  static readonly heading = { ja: '支払いの番号', en: 'The number to pay with' };

  /** Digits alone, as they are copied. */
  async number(): Promise<string> {
    return (await this.page.locator('main [data-copy]').getAttribute('data-copy')) ?? '';
  }

  async goToOrder(): Promise<void> {
    await this.press(this.link({ ja: '申請の詳細へ', en: 'Details of the order' }));
  }
}

export class MethodPage extends ShownPage {
  static readonly heading = { ja: 'お支払い方法の変更', en: 'Choose another way to pay' };

  async change(): Promise<void> {
    const words = { ja: 'この方法に変えて支払いへ進む', en: 'Change and go to payment' };
    await this.press(this.button(words));
  }
}

export class CancelPage extends ShownPage {
  static readonly heading = { ja: '申請の取りやめ', en: 'Cancel this order' };

  async confirm(): Promise<void> {
    await this.press(this.button({ ja: '申請を取りやめる', en: 'Cancel the order' }));
  }
}

export class ReopenPage extends ShownPage {
  static readonly heading = { ja: '印刷の期限の延長', en: 'Move the print deadline' };

  async confirm(): Promise<void> {
    await this.press(this.button({ ja: '期限を延ばす', en: 'Move the deadline' }));
  }
}

export class ReceiptPage extends ShownPage {
  static readonly heading = { ja: '領収書', en: 'Receipt' };

  async askForName(name: string): Promise<void> {
    await this.type(this.page.locator('main input[name=name]'), name);
    await this.press(this.button({ ja: '宛名を確かめる', en: 'Check the name' }));
  }

  async confirmName(): Promise<void> {
    await this.press(this.button({ ja: 'この宛名に決める', en: 'Set this name' }));
  }
}

/** Every mail that was sent, newest first. */
export class MessagesPage extends ShownPage {
  static readonly heading = { ja: 'メールの一覧', en: 'Your messages' };

  async open(subject: string): Promise<void> {
    await this.press(this.page.getByRole('link', { name: subject }));
  }
}

export class MessagePage extends ShownPage {
  static readonly heading = { ja: 'メールの内容', en: 'Message' };
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
    const state = this.page.locator('main .order-state .status').getByText(label, { exact: true });
    await this.reloadUntil(label, async () => (await state.count()) > 0);
  }

  async giveUp(): Promise<void> {
    await this.press(this.link({ ja: 'この申請を取りやめる', en: 'Cancel this order' }));
  }

  async goToReopening(): Promise<void> {
    await this.press(this.link({ ja: '印刷の期限を延ばす', en: 'Move the print deadline' }));
  }

  async goToReceipt(): Promise<void> {
    await this.press(this.link(ReceiptPage.heading));
  }

  async goToMessages(): Promise<void> {
    const words = { ja: '届いたお知らせを見る', en: 'See the messages we sent you' };
    await this.press(this.link(words));
  }

  async goToPayment(): Promise<void> {
    await this.press(this.link({ ja: '支払いへ進む', en: 'Go to payment' }));
  }
}
