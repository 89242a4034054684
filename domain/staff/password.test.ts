import { judgeStaffPassword } from './password.ts';

const ADDRESS = 'section.head@aomine.example';

describe('a password of staff (R-306)', () => {
  it.each([
    ['eleven characters', 'abcdefghijk', 'too_short'],
    ['twelve characters', 'abcdefghijkl', null],
    ['twelve characters of another script', 'あいうえおかきくけこさし', null],
    ['eleven characters that are two units each', '𠮷𠮸𠮹𠮺𠮻𠮼𠮽𠮾𠮿𠯀𠯁', 'too_short'],
    ['128 characters', 'abcdefgh'.repeat(16), null],
    ['129 characters', `${'abcdefgh'.repeat(16)}i`, 'too_long'],
    ['words without digits and capitals', 'correct horse battery', null],
    ['the mail address', ADDRESS, 'is_address'],
    ['the mail address in capitals', ADDRESS.toUpperCase(), 'is_address'],
    ['what stands before its @', 'section.head', 'is_address'],
    ['three characters over and over', 'abcabcabcabcabc', 'repeats'],
  ])('%s', (_, password, problem) => {
    expect(judgeStaffPassword(password, ADDRESS)).toBe(problem);
  });
});
