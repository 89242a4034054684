import fc from 'fast-check';
import { judgePassword, writtenRules } from './password-rules.ts';
import type { PasswordRules } from './password-rules.ts';

const FIVE: PasswordRules = {
  minLength: 8,
  maxLength: 64,
  needsUpperCase: true,
  needsLowerCase: true,
  needsDigit: true,
  allowsSymbols: false,
};
const WITH_SYMBOLS: PasswordRules = { ...FIVE, allowsSymbols: true };

const broken = (password: string, rules = FIVE) =>
  judgePassword(rules, password)
    .filter(({ isMet }) => !isMet)
    .map(({ rule }) => rule);

it('lists every rule in force in the order of the manual, each with its own state (X-05, R-288)', () => {
  expect(judgePassword(FIVE, 'abc')).toEqual([
    { rule: 'min_length', isMet: false },
    { rule: 'upper_case', isMet: false },
    { rule: 'lower_case', isMet: true },
    { rule: 'digit', isMet: false },
    { rule: 'letters_and_digits', isMet: true },
    { rule: 'max_length', isMet: true },
  ]);
});

describe('at least 8 characters (R-060)', () => {
  it.each([
    ['Abcdef1', ['min_length']],
    ['Abcdefg1', []],
    ['', ['min_length', 'upper_case', 'lower_case', 'digit']],
  ])('%j', (password, expected) => {
    expect(broken(password)).toEqual(expected);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(broken('Ab1\u{20bb7}\u{20bb7}\u{20bb7}\u{20bb7}')).toContain('min_length');
    expect(broken('Ab1\u{20bb7}\u{20bb7}\u{20bb7}\u{20bb7}\u{20bb7}')).not.toContain('min_length');
  });
});

describe('at most 64 characters', () => {
  it.each([
    [`A1${'b'.repeat(62)}`, []],
    [`A1${'b'.repeat(63)}`, ['max_length']],
  ])('%j', (password, expected) => {
    expect(broken(password)).toEqual(expected);
  });
});

describe('an upper-case letter (R-061)', () => {
  it.each(['abcdefg1', 'Ａbcdefg1', 'Äbcdefg1', 'Αbcdefg1'])('is not in %j', (password) => {
    expect(broken(password)).toContain('upper_case');
  });
  it.each(['Abcdefg1', 'abcdefZ1'])('is in %j', (password) => {
    expect(broken(password)).toEqual([]);
  });
});

describe('a lower-case letter (R-062)', () => {
  it.each(['ABCDEFG1', 'ABCDEFｇ1', 'ABCDEFß1'])('is not in %j', (password) => {
    expect(broken(password)).toContain('lower_case');
  });
  it.each(['ABCDEFa1', 'zBCDEFG1'])('is in %j', (password) => {
    expect(broken(password)).toEqual([]);
  });
});

describe('a digit (R-063)', () => {
  it.each(['Abcdefgh', 'Abcdefg１', 'Abcdefg①', 'Abcdefg١'])('is not in %j', (password) => {
    expect(broken(password)).toContain('digit');
  });
  it.each(['Abcdefg0', '9Abcdefg'])('is in %j', (password) => {
    expect(broken(password)).toEqual([]);
  });
});

describe('nothing but half-width letters and digits (R-064)', () => {
  it.each([
    'Abcdefg1!',
    'Abcdefg1-',
    'Abcdefg1_',
    'Abcdefg1 ',
    ' Abcdefg1',
    'Abcdefg1\n',
    'Abcdefg1\u0000',
    'Abcdefg1\u200b',
    'Abcdefg1Ａ',
    'Abcdefg1１',
    'Abcdefg1ｱ',
    'Abcdefg1あ',
  ])('is broken by %j', (password) => {
    expect(broken(password)).toEqual(['letters_and_digits']);
  });
});

describe('where a university allows symbols (X-05)', () => {
  it('names the rule differently', () => {
    expect(writtenRules(WITH_SYMBOLS).map(({ rule }) => rule)).toEqual([
      'min_length',
      'upper_case',
      'lower_case',
      'digit',
      'no_wide_characters',
      'max_length',
    ]);
  });
  it.each(['!', '~', '-', '"', '<', '\\'])('takes %j', (symbol) => {
    expect(broken(`Abcdefg1${symbol}`, WITH_SYMBOLS)).toEqual([]);
  });
  it.each([' ', '！', 'あ', '\t', '\u007f'])('does not take %j', (character) => {
    expect(broken(`Abcdefg1${character}`, WITH_SYMBOLS)).toEqual(['no_wide_characters']);
  });
});

it('asks for no kind of character that the university does not ask for (X-05)', () => {
  const rules = { ...FIVE, needsUpperCase: false, needsLowerCase: false, needsDigit: false };
  expect(broken('abcdefgh', rules)).toEqual([]);
  expect(broken('12345678', rules)).toEqual([]);
  expect(broken('1234567', rules)).toEqual(['min_length']);
});

describe('a password that it may not be (R-065)', () => {
  it('is refused where it is known', () => {
    const judged = judgePassword(FIVE, 'Abcdefg1', { differsFrom: ['Zyxwvut9', 'Abcdefg1'] });
    expect(judged.at(-1)).toEqual({ rule: 'differs', isMet: false });
    expect(judged.filter(({ isMet }) => !isMet)).toHaveLength(1);
  });
  it('is another one when a single letter differs', () => {
    const judged = judgePassword(FIVE, 'Abcdefg1', { differsFrom: ['abcdefg1'] });
    expect(judged.at(-1)).toEqual({ rule: 'differs', isMet: true });
  });
});

it('meets all rules exactly when it has eight to 64 letters and digits of all three kinds (R-060…R-064)', () => {
  const some = fc.string({ unit: fc.constantFrom('A', 'b', '1', '-', 'Ａ'), maxLength: 70 });
  fc.assert(
    fc.property(some, (password) => {
      const isGood =
        /^[A-Za-z0-9]{8,64}$/.test(password) &&
        password !== password.toLowerCase() &&
        password !== password.toUpperCase() &&
        /\d/.test(password);
      return (broken(password).length === 0) === isGood;
    }),
  );
});
