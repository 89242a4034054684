import { isKeptField } from './kept-forms.ts';

describe('what is typed into a form (R-132)', () => {
  it.each([
    'password',
    'newPassword2',
    'secondPassword',
    'code',
    'oneTimeCode',
    'totp',
    'card-pin',
    'recovery_code',
    'token',
    '_csrf',
    '__proto__',
    '',
  ])('is never kept when it opens a door: %j', (name) => {
    expect(isKeptField(name)).toBe(false);
  });

  it.each(['mailAddress', 'affiliation', 'copies-enrolment-ja', 'postcode', 'opinion', 'keep'])(
    'is kept otherwise: %j',
    (name) => {
      expect(isKeptField(name)).toBe(true);
    },
  );
});
