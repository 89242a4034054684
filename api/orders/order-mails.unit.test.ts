import type { Locale } from '../../domain/university/profile.ts';
import { orderMails } from './mail-gallery.ts';
import { SAMPLE_PROFILE, samplePaidOrder } from './sample-orders.ts';

const order = samplePaidOrder();

function mail(name: string, locale: Locale = 'ja') {
  const found = orderMails.find((one) => one.name === name);
  if (!found) throw new Error(`no sample of ${name}`);
  return found.render(locale);
}

describe('every mail about an order', () => {
  it.each(orderMails.map(({ name }) => [name]))(
    '%s names the order in its subject and nobody, and says whom to ask (R-277, R-278, R-279)',
    (name) => {
      for (const locale of ['ja', 'en'] as const) {
        const { subject, text, html } = mail(name, locale);
        expect(subject).toContain(order.issueNumber);
        expect(subject).toContain(SAMPLE_PROFILE.name[locale]);
        expect(subject).not.toMatch(/タカハシ|髙橋|0L3QP5ZY|0071K4M2QX|0123456789012/);
        for (const part of [text, html]) {
          expect(part).toContain(SAMPLE_PROFILE.contacts.system.phone);
          expect(part).toContain(SAMPLE_PROFILE.mail.senderName[locale]);
          expect(part).toContain(order.issueNumber);
        }
      }
    },
  );

  it('writes yen with ¥, where pages in Japanese write 円 (R-187)', () => {
    for (const { render } of orderMails) expect(render('ja').text).not.toMatch(/\d円/);
    expect(mail('order-numbers').text).toContain('¥1,300');
  });
});

describe('the mail of a payment', () => {
  it.each(['order-numbers', 'order-received'])(
    '%s says everything that the manual’s has, the way to pay by its label (R-209, R-210, R-211, R-274, R-310, X-17, X-23)',
    (name) => {
      const { text } = mail(name);
      for (const fact of [
        'To タカハシ　ミサキ 様',
        '支払いが完了しました',
        `発行申請番号: ${order.issueNumber}`,
        '支払合計金額: ¥1,300',
        '支払方法: クレジットカード決済',
        '支払日: 2026年11月21日 15時30分',
        `発行者: ${SAMPLE_PROFILE.certificate.issuer.legalName.ja}`,
        '2部 × ¥400 = ¥800',
      ]) {
        expect(text).toContain(fact);
      }
    },
  );

  it('tells of an order that costs nothing as what it is (R-188, R-275)', () => {
    const { text } = mail('order-received-free');
    expect(text).toContain('支払いはありません');
    expect(text).toContain('支払合計金額: 無料');
    expect(text).not.toContain('支払日');
  });
});

describe('the mail of the print numbers', () => {
  it('has each number once with what it prints, the exact deadline, and where it cannot be printed (R-185, R-214, R-217, R-221, R-225, R-273)', () => {
    const { text } = mail('order-numbers');
    for (const code of ['0L3QP5ZY', '0071K4M2QX']) expect(text.split(code)).toHaveLength(2);
    expect(text).toContain('2026年11月29日(日) 00:00 日本時間');
    expect(text).toContain('印刷代は1枚¥20です');
    expect(text).toContain(
      'セブン-イレブン / ファミリーマート / ローソン: マルチコピー機のない店舗',
    );
    expect(text).toContain('海外の店では印刷できません');
    expect(text).toContain('/where-to-print');
    expect(text).toContain('/deadlines.ics');
  });

  it('says which number is still to come', () => {
    expect(mail('order-numbers-delayed', 'en').text).toContain('It has not arrived yet');
  });
});

describe('the mail of a number to pay with (R-272)', () => {
  it('has it in groups and in one piece, with its leading zero, the deadline and every step (R-193, R-195, R-198, R-319)', () => {
    const { text } = mail('cash-slip');
    expect(text).toContain('0123-4567-89012');
    expect(text).toContain('0123456789012');
    expect(text).toContain('/payment-slip');
    for (const store of ['ファミリーマート', 'ローソン']) expect(text).toContain(store);
    expect(text.match(/^ {2}- /gmu)?.length).toBeGreaterThan(4);
  });
});

describe('mails of money that goes back', () => {
  it('say that it is safe, who pays it out, and what is needed (R-190, R-208)', () => {
    const { text } = mail('money-owed', 'en');
    expect(text).toContain('It is safe');
    expect(text).toContain(SAMPLE_PROFILE.contacts.records.phone);
    expect(text).toContain('Never send an account number by mail');
  });

  it('say what is kept, where something is (R-179, X-33)', () => {
    expect(mail('payment-returned-paid-out', 'en').text).toContain('¥200');
    expect(mail('payment-returned-late', 'en').text).not.toContain('Kept by');
  });
});
