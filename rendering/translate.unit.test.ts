import { MessageMissing, translateFrom } from './translate.ts';
import type { Catalogue, MessageText } from './locales.ts';

const catalogue: Catalogue = new Map<string, MessageText>([
  ['orders.title', '申請一覧'],
  ['orders.greeting', '{name} 様、{count}件'],
  ['orders.copies', { one: '1 copy', other: '{count} copies' }],
]);

it('fills names, literally: a value is never read as a pattern or as another name', () => {
  expect(translateFrom(catalogue, 'orders.greeting', { name: '$& {count}', count: 2 })).toBe(
    '$& {count} 様、2件',
  );
});

it('chooses the form by number', () => {
  const copies = [0, 1, 2].map((count) => translateFrom(catalogue, 'orders.copies', { count }));
  expect(copies).toEqual(['0 copies', '1 copy', '2 copies']);
});

it('refuses a key that nobody wrote, and a sentence that is not filled', () => {
  expect(() => translateFrom(catalogue, 'orders.tilte')).toThrow(MessageMissing);
  expect(() => translateFrom(catalogue, 'orders.greeting', { name: '髙橋' })).toThrow(/\{count\}/);
});
