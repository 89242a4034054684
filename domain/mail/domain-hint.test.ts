import fc from 'fast-check';
import { commonMailDomains, suggestMailDomain } from './domain-hint.ts';

describe('suggestMailDomain', () => {
  it.each([
    ['gmial.com', 'gmail.com'],
    ['gmai.com', 'gmail.com'],
    ['gmaill.com', 'gmail.com'],
    ['gamil.com', 'gmail.com'],
    ['gmail.con', 'gmail.com'],
    ['gmail.co', 'gmail.com'],
    ['gmail.co.jp', 'gmail.com'],
    ['yaho.co.jp', 'yahoo.co.jp'],
    ['yahoo.cojp', 'yahoo.co.jp'],
    ['yahoo.co', 'yahoo.co.jp'],
    ['yahoo.jp', 'yahoo.co.jp'],
    ['docomo.ne.jo', 'docomo.ne.jp'],
    ['docomo.co.jp', 'docomo.ne.jp'],
    ['docomo.nejp', 'docomo.ne.jp'],
    ['ezwev.ne.jp', 'ezweb.ne.jp'],
    ['iclud.com', 'icloud.com'],
    ['outlok.jp', 'outlook.jp'],
    ['hotmial.com', 'hotmail.com'],
    ['softbank.ne.jpp', 'softbank.ne.jp'],
    ['i.softbank.ne.jp', 'i.softbank.jp'],
    ['GMIAL.COM', 'gmail.com'],
  ])('taro@%s: did you mean %s?', (typed, meant) => {
    expect(suggestMailDomain(`taro@${typed}`)).toBe(meant);
  });

  it.each([
    'ymail.com',
    'mail.com',
    'email.com',
    'odn.ne.jp',
    'nifty.ne.jp',
    'softbank.co.jp',
    'aomine.ac.jp',
    'gmaio.ac.jp',
    'yahoo.co.uk',
    'yahoo.co.kr',
    'yahoo.fr',
    'outlook.fr',
    'outlook.kr',
    'hotmail.co.uk',
    'line.jp',
    'mu.com',
    'example.jp',
    'constructor',
    '',
  ])('says nothing about %s', (domain) => {
    expect(suggestMailDomain(`taro@${domain}`)).toBeNull();
  });

  it.each(commonMailDomains)('never doubts %s', (domain) => {
    expect(suggestMailDomain(`gmial.com@${domain}`)).toBeNull();
  });

  it('finds the domain behind a dropped, doubled, changed or swapped letter of a long name', () => {
    const long = fc.constantFrom('docomo.ne.jp', 'hotmail.co.jp', 'icloud.com', 'biglobe.ne.jp');
    const slip = fc.tuple(long, fc.nat(), fc.constantFrom('drop', 'double', 'change', 'swap'));
    fc.assert(
      fc.property(slip, ([domain, place, kind]) => {
        const at = place % (domain.length - 1);
        const [head, one, two, tail] = [
          domain.slice(0, at),
          domain.charAt(at),
          domain.charAt(at + 1),
          domain.slice(at + 2),
        ];
        const typed = {
          drop: head + two + tail,
          double: head + one + one + two + tail,
          change: head + 'q' + two + tail,
          swap: head + two + one + tail,
        }[kind];
        fc.pre(typed !== domain);
        expect(suggestMailDomain(`taro@${typed}`)).toBe(domain);
      }),
    );
  });

  it('answers with a common domain or nothing, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hint = suggestMailDomain(text);
        if (hint !== null) expect(commonMailDomains).toContain(hint);
      }),
    );
  });
});
