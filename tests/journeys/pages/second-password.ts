import { ShownPage } from './page.ts';

/** The page of a university whose students have a second password: an ID, a password, and that. */
export class SecondSignInPage extends ShownPage {
  static readonly heading = { ja: '在学生ログイン', en: 'Students’ login' };

  /** @param secondPassword left blank before one is set */
  async signIn(userId: string, password: string, secondPassword = ''): Promise<void> {
    await this.type(this.page.locator('input[name=userId]'), userId);
    await this.type(this.page.locator('input[name=password]'), password);
    await this.type(this.page.locator('input[name=secondPassword]'), secondPassword);
    await this.press(this.button({ ja: 'ログイン', en: 'Log in' }));
  }

  async forgotSecondPassword(): Promise<void> {
    await this.press(this.page.locator('main a[href$="/second-password/forgotten"]'));
  }
}

/** メニュー選択: the first page behind the sign-in of such a university. */
export class MenuChoicePage extends ShownPage {
  static readonly heading = { ja: 'メニュー選択', en: 'Menu' };

  async choose(words: { ja: string; en: string }): Promise<void> {
    await this.page.locator('details.menu > summary').click();
    const entry = this.page
      .locator('details.menu')
      .getByText(words[this.visit.language], { exact: true });
    await this.press(entry);
  }
}

/** Any page with a new second password and its rules. */
abstract class NewSecondPasswordPage extends ShownPage {
  /** What stands beside each rule after its words, in the order of the page, while this is typed. */
  async rulesWhile(typed: string): Promise<(string | null)[]> {
    await this.page.locator('input[name=secondPassword]').fill(typed);
    const rules = await this.page.locator('[data-password-rules] > li').all();
    return Promise.all(rules.map((rule) => rule.getAttribute('data-state')));
  }

  async enter(secondPassword: string, again = secondPassword): Promise<void> {
    await this.type(this.page.locator('input[name=secondPassword]'), secondPassword);
    await this.type(this.page.locator('input[name=secondPasswordCheck]'), again);
    await this.press(this.page.locator('main form button[type=submit]'));
  }
}

export class SetSecondPasswordPage extends NewSecondPasswordPage {
  static readonly heading = { ja: '第2パスワードの設定', en: 'Second password setting' };
}

export class ResetSecondPasswordPage extends NewSecondPasswordPage {
  static readonly heading = { ja: '第2パスワードの再設定', en: 'Set a new second password' };
}

export class ChangeSecondPasswordPage extends NewSecondPasswordPage {
  static readonly heading = { ja: '第2パスワードの変更', en: 'Second password change' };

  async change(current: string, secondPassword: string): Promise<void> {
    await this.type(this.page.locator('input[name=currentSecondPassword]'), current);
    await this.enter(secondPassword);
  }
}

export class SecondPasswordSetPage extends ShownPage {
  static readonly heading = {
    ja: '第2パスワードが設定されました',
    en: 'Your second password is set',
  };

  async goToSignIn(): Promise<void> {
    await this.press(this.link({ ja: 'ログインページへ移動', en: 'Move to the login page' }));
  }
}

export class SecondPasswordResetPage extends SecondPasswordSetPage {
  static override readonly heading = {
    ja: '第2パスワードを設定し直しました',
    en: 'Your new second password is set',
  };
}

export class SecondPasswordChangedPage extends ShownPage {
  static readonly heading = {
    ja: '第2パスワードは変更されました',
    en: 'Your second password has been changed',
  };

  async goToTop(): Promise<void> {
    await this.press(this.link({ ja: 'トップページへ移動', en: 'Move to the top page' }));
  }
}

export class ForgottenPage extends ShownPage {
  static readonly heading = {
    ja: '第2パスワードを忘れた場合',
    en: 'If you have forgotten your second password',
  };

  async send(mailAddress: string): Promise<void> {
    await this.type(this.page.locator('input[name=mailAddress]'), mailAddress);
    await this.press(this.button({ ja: '送信する', en: 'Send' }));
  }
}

export class ForgottenSentPage extends ShownPage {
  static readonly heading = { ja: 'メールをご確認ください', en: 'Please check your mail' };
}
