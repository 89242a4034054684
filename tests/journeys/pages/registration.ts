import { arriveAt, ShownPage } from './page.ts';
import type { Visit } from './page.ts';

export class MailAddressPage extends ShownPage {
  static readonly heading = { ja: 'メールアドレスの設定', en: 'Mail address setting' };

  async register(address: string, again = address): Promise<void> {
    await this.type(this.page.locator('input[name=mailAddress]'), address);
    await this.type(this.page.locator('input[name=mailAddressCheck]'), again);
    await this.press(this.button({ ja: '確認してメールを送る', en: 'Confirm and send the mail' }));
  }
}

const MAIL_SENT = {
  ja: '確認メールを送信しました',
  en: 'The confirmation mail has been sent',
};

/** Speaks of sending until the mail server has taken the mail; with JavaScript it renews itself. */
export async function waitUntilSent(visit: Visit): Promise<MailSentPage> {
  const heading = visit.page.getByRole('heading', { level: 1, name: MAIL_SENT[visit.language] });
  if (!visit.hasJavaScript) {
    const waiting = new ShownPage(visit);
    await waiting.reloadUntil('mail sent', async () => (await heading.count()) > 0);
  }
  return arriveAt(visit, MailSentPage);
}

export class MailSentPage extends ShownPage {
  static readonly heading = MAIL_SENT;
}

export class ConfirmPage extends ShownPage {
  static readonly heading = {
    ja: 'メールアドレスの登録を終えます',
    en: 'Finish registering your mail address',
  };

  async confirm(): Promise<void> {
    await this.press(this.button({ ja: '登録を完了する', en: 'Finish the registration' }));
  }
}

export class RegisteredPage extends ShownPage {
  static readonly heading = {
    ja: 'メールアドレスの設定完了',
    en: 'Mail address setting complete',
  };

  async goToSignIn(): Promise<void> {
    await this.press(this.link({ ja: 'ログインページへ移動', en: 'Move to the login page' }));
  }
}

export class LinkExpiredPage extends ShownPage {
  static readonly heading = { ja: 'URLの期限が切れました', en: 'This URL has expired' };
}

export class LinkUsedPage extends ShownPage {
  static readonly heading = { ja: '登録は済んでいます', en: 'The registration is done' };
}
