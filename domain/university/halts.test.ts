import { haltInForce } from './halts.ts';

const halt = (from: string, to: string, what: 'all' | 'payment' | 'printing') => ({
  from,
  to,
  what,
  reason: { ja: to, en: to },
});
const halts = [
  halt('2026-11-21T00:00:00Z', '2026-11-21T03:00:00Z', 'payment'),
  halt('2026-11-21T01:00:00Z', '2026-11-21T06:00:00Z', 'all'),
];
const at = (what: 'payment' | 'printing', instant: string) =>
  haltInForce({ halts }, what, new Date(instant))?.to ?? null;

it('is half-open, and a halt of everything counts for each part', () => {
  expect(at('payment', '2026-11-20T23:59:59.999Z')).toBeNull();
  expect(at('payment', '2026-11-21T00:00:00Z')).toBe('2026-11-21T03:00:00Z');
  expect(at('printing', '2026-11-21T00:00:00Z')).toBeNull();
  expect(at('printing', '2026-11-21T01:00:00Z')).toBe('2026-11-21T06:00:00Z');
  expect(at('payment', '2026-11-21T06:00:00Z')).toBeNull();
});

it('names the longest of several', () => {
  expect(at('payment', '2026-11-21T02:00:00Z')).toBe('2026-11-21T06:00:00Z');
});
