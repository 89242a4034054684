import { deadlineOverOutages, timesWithoutPrinting } from './outages.ts';
import type { OutageRules, PrintHistory } from './outages.ts';

const at = (text: string) => Date.parse(`${text}+09:00`);
const stop = (from: string, to: string) => ({ from: at(from), to: at(to) });
const RULES: OutageRules = {
  extendDeadlines: true,
  countFromMinutes: 60,
  evenIfAnotherNetworkWorked: false,
};
const PAID = at('2026-11-20T10:00');
const DEADLINE = new Date(at('2026-11-28T00:00'));

function history(changes: Partial<PrintHistory> = {}): PrintHistory {
  return {
    networks: ['netprint', 'network-print'],
    paidAt: PAID,
    withoutNumbers: [],
    outages: [],
    ...changes,
  };
}
const down = (network: 'netprint' | 'network-print', from: string, to: string) => ({
  network,
  ...stop(from, to),
});
const moved = (changes: Partial<PrintHistory>, rules: Partial<OutageRules> = {}) =>
  deadlineOverOutages(history(changes), DEADLINE, { ...RULES, ...rules }).getTime();

const NIGHT = [
  down('netprint', '2026-11-25T20:00', '2026-11-26T06:00'),
  down('network-print', '2026-11-25T22:00', '2026-11-26T08:00'),
];

describe('time in which the networks did not work (X-14, R-326)', () => {
  it('counts only while all of them were down, unless the university counts each', () => {
    expect(timesWithoutPrinting(history({ outages: NIGHT }), RULES)).toEqual([
      stop('2026-11-25T22:00', '2026-11-26T06:00'),
    ]);
    const each = { ...RULES, evenIfAnotherNetworkWorked: true };
    expect(timesWithoutPrinting(history({ outages: NIGHT }), each)).toEqual([
      stop('2026-11-25T20:00', '2026-11-26T08:00'),
    ]);
    expect(moved({ outages: NIGHT.slice(0, 1) })).toBe(DEADLINE.getTime());
    expect(moved({ outages: NIGHT.slice(0, 1), networks: ['netprint'] })).toBe(
      at('2026-11-28T10:00'),
    );
  });

  it('is added to the deadline', () => {
    expect(moved({ outages: NIGHT })).toBe(at('2026-11-28T08:00'));
  });

  it('leaves people at least until the next noon', () => {
    const last = [down('netprint', '2026-11-27T22:30', '2026-11-27T23:59')];
    expect(moved({ networks: ['netprint'], outages: last })).toBe(at('2026-11-28T12:00'));
  });

  it.each([
    ['59 min 59 s', -1_000, DEADLINE.getTime()],
    ['60 min', 0, DEADLINE.getTime() + 3_600_000],
  ])('counts from 60 minutes on: %s', (_what, difference, expected) => {
    const from = at('2026-11-24T13:00');
    const outages = [{ network: 'netprint' as const, from, to: from + 3_600_000 + difference }];
    expect(moved({ networks: ['netprint'], outages })).toBe(expected);
  });

  it('counts nothing of before the payment or after the deadline, and nothing where the university does not', () => {
    const before = [down('netprint', '2026-11-20T01:00', '2026-11-20T09:00')];
    expect(moved({ networks: ['netprint'], outages: before })).toBe(DEADLINE.getTime());
    const around = [down('netprint', '2026-11-20T08:00', '2026-11-20T12:00')];
    expect(moved({ networks: ['netprint'], outages: around })).toBe(at('2026-11-28T02:00'));
    const after = [down('netprint', '2026-11-28T00:00', '2026-11-28T09:00')];
    expect(moved({ networks: ['netprint'], outages: after })).toBe(DEADLINE.getTime());
    expect(moved({ outages: NIGHT }, { extendDeadlines: false })).toBe(DEADLINE.getTime());
  });

  it('counts waiting for a number as well, and the same hour once', () => {
    const withoutNumbers = [stop('2026-11-25T23:00', '2026-11-26T07:00')];
    expect(moved({ withoutNumbers })).toBe(at('2026-11-28T08:00'));
    expect(moved({ outages: NIGHT, withoutNumbers })).toBe(at('2026-11-28T09:00'));
  });
});
