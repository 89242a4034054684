import fc from 'fast-check';
import { mailAddressProblems, maskMailAddress, parseMailAddress } from './address.ts';
import type { MailAddressProblem } from './address.ts';

const widen = (text: string) =>
  text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
const atoms = [...letters, ..."ABCXYZ_+-!#$%&'*/=?^`{|}~"];
const atom = fc.string({ unit: fc.constantFrom(...atoms), minLength: 1, maxLength: 12 });
const local = fc.array(atom, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const label = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 });
const domain = fc
  .tuple(
    fc.array(label, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('jp', 'com', 'xn--wgv71a'),
  )
  .map(([labels, top]) => [...labels, top].join('.'));
const goodAddress = fc.tuple(local, domain).map((parts) => parts.join('@'));

describe('parseMailAddress', () => {
  it.each([
    ['taro@example.jp', 'taro@example.jp'],
    ['  taro@example.jp\t', 'taro@example.jp'],
    ['　ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ　', 'taro@example.jp'],
    ['taro＿yamada＋x@example.jp', 'taro_yamada+x@example.jp'],
    ['\u200btaro@example.jp\ufeff', 'taro@example.jp'],
    ['\u00a0taro@example.jp\r\n', 'taro@example.jp'],
    ['Taro.Yamada@Example.JP', 'Taro.Yamada@example.jp'],
    ["o'neill@mail.example.co.jp", "o'neill@mail.example.co.jp"],
    ['-taro-@a-b.example', '-taro-@a-b.example'],
  ])('accepts %j as %s', (typed, address) => {
    expect(parseMailAddress(typed)).toEqual({ ok: true, address });
  });

  it.each<[string, MailAddressProblem]>([
    ['', 'empty'],
    [' 　\u200b', 'empty'],
    ['taro yamada@example.jp', 'spaces'],
    ['taro@exa　mple.jp', 'spaces'],
    ['taro\u200b@example.jp', 'spaces'],
    ['taro\u202e@example.jp', 'spaces'],
    ['太郎@example.jp', 'full_width'],
    ['taro@example。jp', 'full_width'],
    ['①taro@example.jp', 'full_width'],
    ['josé@example.jp', 'full_width'],
    ['taro\n@example.jp', 'control_characters'],
    ['taro@example.jp\r\nBcc: eve@example.jp', 'control_characters'],
    ['taro\u0000@example.jp', 'control_characters'],
    ['taro\u2028@example.jp', 'control_characters'],
    ['"taro yamada"@example.jp', 'spaces'],
    ['"taro."@docomo.ne.jp', 'quotes'],
    ['ta\\ro@example.jp', 'quotes'],
    ['taro.example.jp', 'at_sign'],
    ['taro@example.jp,hanako@example.jp', 'at_sign'],
    ['taro@@example.jp', 'at_sign'],
    ['a..b@docomo.ne.jp', 'repeated_dots'],
    ['a..@docomo.ne.jp', 'repeated_dots'],
    ['a.@ezweb.ne.jp', 'dot_before_at'],
    ['.a@ezweb.ne.jp', 'dot_first'],
    ['taro@example', 'domain'],
    ['taro@', 'domain'],
    ['taro@example..jp', 'domain'],
    ['taro@.example.jp', 'domain'],
    ['taro@example.jp.', 'domain'],
    ['taro@-example.jp', 'domain'],
    ['taro@[192.0.2.1]', 'domain'],
    ['taro@192.0.2.1', 'domain'],
    ['taro@exa_mple.jp', 'domain'],
    [`taro@${'a'.repeat(64)}.jp`, 'domain'],
    ['@example.jp', 'syntax'],
    ['taro(yamada)@example.jp', 'syntax'],
    ['<taro@example.jp>', 'syntax'],
    ['mailto:taro@example.jp', 'syntax'],
    [`${'a'.repeat(65)}@example.jp`, 'too_long'],
    [`taro@${'abcdefghi.'.repeat(25)}jp`, 'too_long'],
  ])('refuses %j: %s', (typed, problem) => {
    expect(parseMailAddress(typed)).toEqual({ ok: false, problem });
  });

  it('takes the longest address that mail servers take, and not one character more', () => {
    const longest = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(58)}.jp`;
    expect(longest).toHaveLength(254);
    expect(parseMailAddress(longest).ok).toBe(true);
    const longer = longest.replace('.jp', 'd.jp');
    expect(parseMailAddress(longer)).toEqual({ ok: false, problem: 'too_long' });
  });

  it('accepts every well-formed address, lower-casing nothing but the domain', () => {
    fc.assert(
      fc.property(goodAddress, (address) => {
        expect(parseMailAddress(address)).toEqual({ ok: true, address });
        const shouting = address.replace(/@.*/, (behind) => behind.toUpperCase());
        expect(parseMailAddress(shouting)).toEqual({ ok: true, address });
      }),
    );
  });

  it('reads an address typed in full width, with spaces around, as the same address', () => {
    fc.assert(
      fc.property(goodAddress, fc.constantFrom('', ' ', '　', '\n', '\t'), (address, space) => {
        expect(parseMailAddress(space + widen(address) + space)).toEqual({ ok: true, address });
      }),
    );
  });

  it('never lets through what could break a header, and is stable when repeated', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), mixedWithAddress()), (typed) => {
        const parsed = parseMailAddress(typed);
        if (parsed.ok) {
          expect(parsed.address).toMatch(/^[^\s"<>,;:()\\]+@[a-z0-9.-]+$/);
          expect(parsed.address).toMatch(/^[!-~]{3,254}$/);
          expect(parseMailAddress(parsed.address)).toEqual(parsed);
        } else {
          expect(mailAddressProblems).toContain(parsed.problem);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** A good address with one character put somewhere into it. */
function mixedWithAddress() {
  return fc
    .tuple(goodAddress, fc.string({ unit: 'binary', maxLength: 1 }), fc.nat())
    .map(([address, intruder, place]) => {
      const at = place % (address.length + 1);
      return address.slice(0, at) + intruder + address.slice(at);
    });
}

describe('maskMailAddress', () => {
  it.each([
    ['taro@example.jp', 't***@example.jp'],
    ['ab@example.jp', 'a***@example.jp'],
    ['a@example.jp', '***@example.jp'],
    ['nonsense', '***'],
    ['@example.jp', '***'],
    ['', '***'],
  ])('%s → %s', (address, masked) => {
    expect(maskMailAddress(address)).toBe(masked);
  });

  it('tells no more than the first letter and the domain', () => {
    fc.assert(
      fc.property(local, local, domain, (one, other, behind) => {
        fc.pre(one.length > 1 && other.length > 1);
        const same = maskMailAddress(`${one[0]}${other.slice(1)}@${behind}`);
        expect(maskMailAddress(`${one}@${behind}`)).toBe(same);
      }),
    );
  });
});
