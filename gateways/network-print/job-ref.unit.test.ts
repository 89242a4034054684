import { documentNameOf } from '../print/document-name.ts';
import { readJobRef, writeJobRef } from './job-ref.ts';
import { RememberedLogins } from './remembered-logins.ts';

describe('the reference of a job', () => {
  it('comes back as it was, whatever the token is made of', () => {
    const job = { token: 'a:b/c+d=.e%3A', fileId: '12:34', userCode: 'ABCDE23456' };
    expect(readJobRef(writeJobRef(job))).toEqual(job);
  });

  it.each(['', 'a', 'a:b', 'a:b:', ':b:c', 'a:b:c:d'])('is not "%s"', (text) => {
    expect(() => readJobRef(text)).toThrow(RangeError);
  });
});

describe('the name of a document', () => {
  it('differs for each key and takes no colon', () => {
    expect(documentNameOf('order:1:print')).toBe('order~1~print.pdf');
    expect(documentNameOf('order.1.print')).toBe('order.1.print.pdf');
  });

  it.each(['', 'a~b', 'a b', '髙橋', 'a/b', 'a"b', 'x'.repeat(121)])(
    'is not made of "%s"',
    (key) => {
      expect(() => documentNameOf(key)).toThrow(RangeError);
    },
  );
});

it('remembers the latest logins only', () => {
  const logins = new RememberedLogins(2);
  const login = { token: 'token', userCode: 'code' };
  logins.remember('a', login);
  logins.remember('b', login);
  logins.remember('a', login);
  logins.remember('c', login);
  expect(['a', 'b', 'c'].map((key) => logins.get(key) !== undefined)).toEqual([true, false, true]);
});
