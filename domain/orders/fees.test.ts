import { FeeMissing, issueFeeYen, priceOrder, systemFeesOn } from './fees.ts';
import type { FeeKey, FeeRow } from './fees.ts';

const row = (change: Partial<FeeRow> & Pick<FeeRow, 'yen' | 'validFrom'>): FeeRow => ({
  affiliationStatus: null,
  certificateKind: null,
  language: null,
  destination: null,
  validTo: null,
  ...change,
});
const key: FeeKey = {
  affiliationStatus: 'student',
  certificateKind: 'enrolment',
  language: 'ja',
  destination: 'convenience_store',
};

describe('issue fees (R-183, R-186, X-01)', () => {
  const table = [
    row({ yen: 500, validFrom: '2024-01-01' }),
    row({ affiliationStatus: 'student', yen: 400, validFrom: '2024-01-01', validTo: '2027-04-01' }),
    row({ affiliationStatus: 'student', yen: 450, validFrom: '2027-04-01' }),
    row({ affiliationStatus: 'student', language: 'en', yen: 600, validFrom: '2028-02-29' }),
    row({ certificateKind: 'degree', yen: 1_000, validFrom: '2024-01-01' }),
    row({
      destination: 'campus_machine',
      yen: 200,
      validFrom: '2026-12-31',
      validTo: '2027-01-01',
    }),
  ];
  const on = (date: string, change: Partial<FeeKey> = {}) =>
    issueFeeYen(table, { ...key, ...change }, date);

  it('belong to the affiliation a certificate is of, or to the certificate (R-181, R-182)', () => {
    expect(on('2026-11-21')).toBe(400);
    expect(on('2026-11-21', { affiliationStatus: 'graduate' })).toBe(500);
    expect(on('2026-11-21', { affiliationStatus: 'graduate', certificateKind: 'degree' })).toBe(
      1_000,
    );
  });

  it.each([
    ['the last day of a fiscal year', '2027-03-31', {}, 400],
    ['the first day of the next', '2027-04-01', {}, 450],
    ['the day before 29 February', '2028-02-28', { language: 'en' as const }, 450],
    ['29 February', '2028-02-29', { language: 'en' as const }, 600],
    ['the day after', '2028-03-01', { language: 'en' as const }, 600],
    ['the day before the last', '2026-12-30', { destination: 'campus_machine' as const }, 400],
    ['a last of December', '2026-12-31', { destination: 'campus_machine' as const }, 200],
    ['New Year', '2027-01-01', { destination: 'campus_machine' as const }, 400],
  ])('are those of the day: %s', (_, date, change, yen) => {
    expect(on(date, change)).toBe(yen);
  });

  it('have no price before the first row, and that is no price of nothing', () => {
    expect(() => on('2023-12-31')).toThrow(FeeMissing);
  });
});

describe('the price of an order (R-171, R-187, X-02)', () => {
  const fees = {
    issueFees: [
      row({ yen: 400, validFrom: '2024-01-01' }),
      row({ certificateKind: 'enrolment', yen: 0, validFrom: '2024-01-01' }),
    ],
    systemFees: [
      { per: 'order', yen: 150, validFrom: '2023-08-01', validTo: null },
      { per: 'copy', yen: 10, validFrom: '2027-01-01', validTo: null },
    ] as const,
  };

  it('has the system fee as an amount of its own, by order and by copy (R-184)', () => {
    const items = [{ ...key, certificateKind: 'transcript', copies: 3 }];
    expect(priceOrder(fees, items, '2026-12-31')).toMatchObject({
      issueFeeYen: 1_200,
      systemFeeYen: 150,
      totalYen: 1_350,
    });
    expect(priceOrder(fees, items, '2027-01-01')).toMatchObject({
      issueFeeYen: 1_200,
      systemFeeYen: 180,
      totalYen: 1_380,
    });
    expect(systemFeesOn(fees.systemFees, '2027-01-01')).toEqual([
      { per: 'order', yen: 150 },
      { per: 'copy', yen: 10 },
    ]);
  });

  it('can be nothing (R-188)', () => {
    const free = { ...fees, systemFees: [] };
    expect(priceOrder(free, [{ ...key, copies: 10 }], '2026-11-21').totalYen).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN, 1e21])('is refused for %d copies', (copies) => {
    expect(() => priceOrder(fees, [{ ...key, copies }], '2026-11-21')).toThrow(RangeError);
  });
});
