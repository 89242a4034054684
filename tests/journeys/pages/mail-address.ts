import { ShownPage } from './page.ts';

export class ChangeAddressPage extends ShownPage {
  static readonly heading = { ja: 'メールアドレスの変更', en: 'Change of mail address' };

  async change(address: string): Promise<void> {
    await this.type(this.page.locator('input[name=mailAddress]'), address);
    await this.type(this.page.locator('input[name=mailAddressCheck]'), address);
    await this.press(this.button({ ja: '確認してメールを送る', en: 'Confirm and send the mail' }));
  }
}

export class ConfirmChangePage extends ShownPage {
  static readonly heading = {
    ja: 'メールアドレスの変更を終えます',
    en: 'Finish changing your mail address',
  };

  async confirm(): Promise<void> {
    await this.press(this.button({ ja: 'アドレスを変更する', en: 'Change the address' }));
  }
}

export class AddressChangedPage extends ShownPage {
  static readonly heading = {
    ja: 'メールアドレスの変更完了',
    en: 'Mail address change complete',
  };

  async goOn(): Promise<void> {
    await this.press(this.link({ ja: 'トップページへ進む', en: 'Go to the top page' }));
  }
}

export class ObjectionPage extends ShownPage {
  static readonly heading = {
    ja: '心当たりのない変更を止める',
    en: 'Stop a change you did not ask for',
  };

  async object(): Promise<void> {
    const words = { ja: '自分ではないので、変更を止める', en: 'It was not me: stop the change' };
    await this.press(this.button(words));
  }
}

export class ObjectedPage extends ShownPage {
  static readonly heading = { ja: '変更を止めました', en: 'The change was stopped' };
}

export class FrozenPage extends ShownPage {
  static readonly heading = {
    ja: '今はメールアドレスを変更できません',
    en: 'Your mail address cannot be changed now',
  };
}

export class ChangeStoppedPage extends ShownPage {
  static readonly heading = {
    ja: 'この変更は取りやめになりました',
    en: 'This change was stopped',
  };
}
