import { ShownPage } from './page.ts';

export class SignInPage extends ShownPage {
  static readonly heading = { ja: '在学生ログイン', en: 'Students’ login' };

  async signIn(userId: string, password: string): Promise<void> {
    await this.type(this.page.locator('input[name=userId]'), userId);
    await this.type(this.page.locator('input[name=password]'), password);
    await this.press(this.button({ ja: 'ログイン', en: 'Log in' }));
  }
}

export class TopPage extends ShownPage {
  static readonly heading = { ja: '印刷先選択', en: 'Select printing destination' };

  async printAtStore(): Promise<void> {
    await this.press(this.button({ ja: 'コンビニで印刷する', en: 'Print at a convenience store' }));
  }
}
