import { ShownPage } from './page.ts';
import type { Visit } from './page.ts';

/** The students' entrance of a university with an identity provider. */
export class SamlSignInPage extends ShownPage {
  static readonly heading = { ja: '在学生ログイン', en: 'Students’ login' };

  async goToProvider(): Promise<void> {
    await this.press(this.page.locator('main form button'));
  }
}

/** The university's own login page, on another site. */
export async function logInAtProvider(
  { page, language }: Visit,
  userId: string,
  password: string,
  { forget = false, reconsent = false } = {},
): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const label = (ja: string, en: string) => page.getByLabel(language === 'ja' ? ja : en);
  await label('ユーザー名', 'User name').fill(userId);
  await label('パスワード', 'Password').fill(password);
  if (forget) await label('ログインを記憶しません', 'Do not remember my login').check();
  if (reconsent) {
    await label(
      'サービスへの属性送信同意を再確認します',
      'Ask me again what is sent to this service',
    ).check();
  }
  await page.getByRole('button').click();
}

/** What is sent is shown; agrees or not. */
export async function answerConsent(
  { page }: Visit,
  choice: 'release' | 'refuse',
): Promise<string> {
  await page.locator('button[name=choice]').first().waitFor();
  const shown = await page.locator('main').innerText();
  await page.locator(`button[value=${choice}]`).click();
  return shown;
}

export class WithheldPage extends ShownPage {
  static readonly heading = {
    ja: '情報の送信に同意されていません',
    en: 'You did not agree to send your information',
  };

  async goToSignIn(): Promise<void> {
    await this.press(this.link({ ja: 'ログイン画面に戻る', en: 'Back to the login page' }));
  }
}
