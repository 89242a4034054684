import { isSecondPasswordRight } from './second-password-at-sign-in.ts';

describe('the second password at a sign-in', () => {
  it('is left blank as long as none is set (R-056)', () => {
    expect(isSecondPasswordRight({ isSet: false, typed: '', matches: false })).toBe(true);
  });

  it('is refused when typed before one is set (R-057)', () => {
    expect(isSecondPasswordRight({ isSet: false, typed: 'Abcdefg1', matches: false })).toBe(false);
    expect(isSecondPasswordRight({ isSet: false, typed: ' ', matches: true })).toBe(false);
  });

  it('is required, and must be the right one, once it is set (R-054, R-057)', () => {
    expect(isSecondPasswordRight({ isSet: true, typed: 'Abcdefg1', matches: true })).toBe(true);
    expect(isSecondPasswordRight({ isSet: true, typed: 'Abcdefg2', matches: false })).toBe(false);
    expect(isSecondPasswordRight({ isSet: true, typed: '', matches: false })).toBe(false);
    expect(isSecondPasswordRight({ isSet: true, typed: '', matches: true })).toBe(false);
  });
});
