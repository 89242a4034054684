import { createTextSealer } from './sealed-text.ts';

const SECRET = 'a-secret-of-more-than-thirty-two-characters';
const sealer = createTextSealer(SECRET, 'staff-totp');

it('opens what it sealed, and seals the same text differently each time', () => {
  const sealed = sealer.seal('JBSWY3DPEHPK3PXP', 'staff:1');
  expect(sealer.open(sealed, 'staff:1')).toBe('JBSWY3DPEHPK3PXP');
  expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
  expect(sealer.seal('JBSWY3DPEHPK3PXP', 'staff:1')).not.toBe(sealed);
});

it.each([
  ['another person’s row', (sealed: string) => sealer.open(sealed, 'staff:2')],
  ['another use', (sealed: string) => createTextSealer(SECRET, 'x').open(sealed, 'staff:1')],
  [
    'another secret',
    (sealed: string) => createTextSealer(`${SECRET}!`, 'staff-totp').open(sealed, 'staff:1'),
  ],
  ['a cut text', (sealed: string) => sealer.open(sealed.slice(0, -2), 'staff:1')],
  ['a changed text', (sealed: string) => sealer.open(`A${sealed.slice(1)}`, 'staff:1')],
  ['nothing', () => sealer.open('', 'staff:1')],
])('stays closed for %s', (_, open) => {
  // The first character is never the one that the test puts there.
  let sealed = sealer.seal('JBSWY3DPEHPK3PXP', 'staff:1');
  while (sealed.startsWith('A')) sealed = sealer.seal('JBSWY3DPEHPK3PXP', 'staff:1');
  expect(open(sealed)).toBeNull();
});
