import { maskUserId } from './user-id.ts';

it.each([
  ['m2401001', 'm24****01'],
  ['mukogawa-hanako', 'muk****ko'],
  ['m240100', 'm****'],
  ['m', 'm****'],
  ['', '****'],
  ['\u{20bb7}1234567', '\u{20bb7}12****67'],
])('shows of %j as much as its owner needs', (userId, masked) => {
  expect(maskUserId(userId)).toBe(masked);
});
