import { ATTRIBUTES, readIdentity } from './gakunin-attributes.ts';

const SCOPES = ['rakuo.example'];
const { uniqueId, affiliation, personalCode } = ATTRIBUTES;
const read = (attributes: Record<string, string[]>) =>
  readIdentity(new Map(Object.entries(attributes)), SCOPES);

const full = {
  [uniqueId]: ['AbC123@Rakuo.Example'],
  [affiliation]: ['Student', 'member'],
  [personalCode]: ['student:21T1002@rakuo.example', 'student:25MT1002@RAKUO.EXAMPLE'],
};

describe('what a university asserts of a person (R-028, R-052)', () => {
  it('is an ID in lower case, kinds of membership, and as many student numbers as there are', () => {
    expect(read(full)).toEqual({
      kind: 'identity',
      identity: {
        subjectId: 'abc123@rakuo.example',
        affiliations: ['student', 'member'],
        studentNumbers: ['21T1002', '25MT1002'],
      },
    });
  });

  it('may lack student numbers and membership, and has numbers of students only', () => {
    expect(read({ [uniqueId]: ['a@rakuo.example'] })).toMatchObject({
      identity: { affiliations: [], studentNumbers: [] },
    });
    expect(read({ ...full, [personalCode]: ['staff:77@rakuo.example'] })).toMatchObject({
      identity: { studentNumbers: [] },
    });
  });

  it('without the ID is withheld', () => {
    expect(read({ ...full, [uniqueId]: [] }).kind).toBe('withheld');
    expect(read({}).kind).toBe('withheld');
  });

  it.each([
    ['an ID', { [uniqueId]: ['a@evil.example'] }],
    ['an ID below the scope', { [uniqueId]: ['a@sub.rakuo.example'] }],
    ['an ID that ends like the scope', { [uniqueId]: ['a@notrakuo.example'] }],
    ['an ID with two scopes', { [uniqueId]: ['a@rakuo.example@evil.example'] }],
    [
      'one student number of several',
      { [personalCode]: [...full[personalCode], 'student:1@evil.example'] },
    ],
    ['a number of staff', { [personalCode]: ['staff:1@evil.example'] }],
  ])('under another scope is refused as a whole: %s', (_, change) => {
    expect(read({ ...full, ...change }).kind).toBe('foreign_scope');
  });

  it.each([
    ['two IDs', { [uniqueId]: ['a@rakuo.example', 'b@rakuo.example'] }],
    ['an ID without a scope', { [uniqueId]: ['a'] }],
    ['an ID that is only a scope', { [uniqueId]: ['@rakuo.example'] }],
    ['an ID with two at signs', { [uniqueId]: ['a@b@rakuo.example'] }],
    ['an ID of 65 characters', { [uniqueId]: [`${'a'.repeat(65)}@rakuo.example`] }],
    ['an ID with other characters', { [uniqueId]: ['ａ@rakuo.example'] }],
    ['a number without a kind', { [personalCode]: ['21T1002@rakuo.example'] }],
    ['a number without a scope', { [personalCode]: ['student:21T1002'] }],
    ['a number with a space', { [personalCode]: ['student:21 T1002@rakuo.example'] }],
    [
      'twenty-one numbers',
      { [personalCode]: Array.from({ length: 21 }, (_, n) => `student:${n}@rakuo.example`) },
    ],
    ['a membership with markup', { [affiliation]: ['<b>'] }],
  ])('is malformed with %s', (_, change) => {
    expect(read({ ...full, ...change }).kind).toBe('malformed');
  });

  it('takes an ID of 64 characters', () => {
    expect(read({ ...full, [uniqueId]: [`${'a'.repeat(64)}@rakuo.example`] }).kind).toBe(
      'identity',
    );
  });
});
