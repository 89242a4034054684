import { z } from 'zod';
import { newForm, withErrors } from './form-state.ts';
import { normaliseIdentifier } from './normalise.ts';
import { parseForm } from './parse-form.ts';

const schema = z
  .object({
    userId: z
      .string()
      .transform(normaliseIdentifier)
      .pipe(z.string().min(1, 'signIn.errors.userId')),
    password: z.string().min(8, 'signIn.errors.password'),
    again: z.string(),
  })
  .refine((form) => form.again === form.userId, {
    path: ['again'],
    message: 'signIn.errors.again',
  });

it('gives the value as the schema made it', () => {
  const body = { userId: ' ａ２４ ', password: 'long enough', again: 'a24', _csrf: 'x' };
  const parsed = parseForm(schema, body);
  expect(parsed).toEqual({
    ok: true,
    value: { userId: 'a24', password: 'long enough', again: 'a24' },
  });
});

it('keeps what was typed as it was typed, but no password', () => {
  const parsed = parseForm(schema, {
    userId: ' ａ２４ ',
    password: 'short',
    again: 'b',
    newPassword2: 'x',
  });
  expect(parsed).toMatchObject({ ok: false, values: { userId: ' ａ２４ ', again: 'b' } });
  expect(JSON.stringify(parsed)).not.toContain('short');
  expect(parsed.ok || Object.keys(parsed.values)).toEqual(['userId', 'again']);
});

it('says one thing a control, by key and with the limits of the rule', () => {
  const parsed = parseForm(schema, { userId: '', password: 'x', again: '' });
  expect(parsed.ok || parsed.errors).toEqual([
    { field: 'userId', message: { key: 'signIn.errors.userId', params: { minimum: 1 } } },
    { field: 'password', message: { key: 'signIn.errors.password', params: { minimum: 8 } } },
  ]);
});

it.each([[undefined], [null], ['text'], [{ userId: ['a', 'b'], password: { x: 1 } }]])(
  'takes %j for a form that was not filled in',
  (body) => {
    const parsed = parseForm(schema, body);
    expect(parsed).toMatchObject({ ok: false, values: {} });
    expect(parsed.ok || parsed.errors.map((error) => error.message.key)).toContain(
      'common.errors.required',
    );
  },
);

it('adds what only the server could find out', () => {
  const error = { field: 'userId', message: { key: 'signIn.errors.wrong' } };
  expect(withErrors(newForm({ userId: 'a24' }), error)).toEqual({
    values: { userId: 'a24' },
    errors: [error],
  });
});

describe('normaliseIdentifier', () => {
  it.each([
    ['Ａ２４０１００１', 'A2401001'],
    [' taro@example.ac.jp\t', 'taro@example.ac.jp'],
    ['taro＠example．ac．jp', 'taro@example.ac.jp'],
    ['１２３４　５６７８', '12345678'],
    ['090‐1234−5678', '090-1234-5678'],
    ['\u200ba24\ufeff', 'a24'],
  ])('%s', (typed, expected) => {
    expect(normaliseIdentifier(typed)).toBe(expected);
  });
});
