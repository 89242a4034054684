import { load } from 'cheerio';
import { LOCALES } from '../../rendering/locales.ts';
import { galleryEmails } from './emails.ts';

/** Mails that are an alarm for a person who knows nothing of the matter. */
const ALARM = /^(mail-address-(change-asked|changed|objected)|second-password-(set|changed|reset))/;
const DELETE = {
  ja: 'このメールを削除してください',
  en: 'received this mail, please delete it',
};
const ACT = {
  ja: 'このメールを削除せず、上の案内のとおりに手続きをしてください',
  en: 'do not delete it: do what it says above',
};

describe.each(LOCALES)('the foot of mails in %s', (locale) => {
  it('never tells a person to delete the mail that lets them stop somebody else', () => {
    const alarming = galleryEmails.filter(({ name }) => ALARM.test(name));
    expect(alarming.length).toBeGreaterThanOrEqual(4);
    for (const email of alarming) {
      const { text, html } = email.render(locale);
      for (const words of [text, load(html).text()]) {
        expect(words).not.toContain(DELETE[locale]);
        expect(words).toContain(ACT[locale]);
      }
    }
  });

  it('says of all others that strangers may delete them (R-279)', () => {
    const others = galleryEmails.filter(({ name }) => !ALARM.test(name));
    for (const email of others) expect(email.render(locale).text).toContain(DELETE[locale]);
  });
});
