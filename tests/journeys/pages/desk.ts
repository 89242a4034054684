import { SAMPLE_STAFF } from '../../../scripts/start/sample-staff.ts';
import { codeNow } from '../../support/staff.ts';
import { arriveAt, ShownPage } from './page.ts';
import type { Visit, Words } from './page.ts';

/** A page of the staff, whose buttons stand in its main part. */
export class StaffPage extends ShownPage {
  async pressButton(words: Words): Promise<void> {
    const name = words[this.visit.language];
    await this.press(this.page.getByRole('main').getByRole('button', { name, exact: true }));
  }
}

export class DoorPage extends StaffPage {
  static readonly heading = { ja: '職員ログイン', en: 'Staff login' };

  async signIn(mailAddress: string, password: string): Promise<void> {
    await this.type(this.page.locator('input[name=mailAddress]'), mailAddress);
    await this.type(this.page.locator('input[name=password]'), password);
    await this.pressButton({ ja: 'ログイン', en: 'Log in' });
  }
}

export class CodePage extends StaffPage {
  static readonly heading = { ja: '確認コードの入力', en: 'Enter the code' };

  async enter(code: string): Promise<void> {
    await this.type(this.page.locator('input[name=code]'), code);
    await this.pressButton({ ja: 'ログイン', en: 'Log in' });
  }
}

export class DeskPage extends StaffPage {
  static readonly heading = { ja: '業務トップ', en: 'Desk' };

  /** Follows a link of the main part by its name, e.g. the work of a kind. */
  async goTo(words: Words): Promise<void> {
    const name = words[this.visit.language];
    await this.press(this.page.getByRole('main').getByRole('link', { name }));
  }
}

export class TasksPage extends StaffPage {
  static readonly heading = { ja: '対応が必要なこと', en: 'Things to do' };

  async openFirst(): Promise<void> {
    await this.press(this.page.locator('main .card__heading a').first());
  }
}

/** Cash that the university pays back. */
export class OwedMoneyPage extends StaffPage {
  static readonly heading = { ja: '返す現金', en: 'Cash to be paid back' };

  /** @param day e.g. `2026-11-22` */
  async recordPayout(day: string, reference: string): Promise<void> {
    await this.page.locator('input[name=paidOn]').fill(day);
    await this.page.locator('select[name=way]').selectOption('bank_transfer');
    await this.type(this.page.locator('input[name=reference]'), reference);
    await this.pressButton({ ja: '支払いを記録する', en: 'Write down the payout' });
  }
}

/** The sample administrator of a university comes to the desk: password and code. */
export async function signInAtDesk(
  visit: Visit,
  origin: string,
  university: string,
): Promise<DeskPage> {
  await visit.page.goto(`${origin}/${university}/staff/sign-in`);
  const { password, totpKey, addressOf } = SAMPLE_STAFF;
  await (await arriveAt(visit, DoorPage)).signIn(addressOf(university), password);
  await (await arriveAt(visit, CodePage)).enter(codeNow(totpKey));
  return arriveAt(visit, DeskPage);
}
