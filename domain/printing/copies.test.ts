import { copiesLeftOf, copiesPrintedOf, printsTooMany } from './copies.ts';

const line = { id: 'one', copies: 3 };
const jobs = (...counts: number[]) => [
  ...counts.map((printedCount) => ({ lineId: 'one', printedCount })),
  { lineId: 'other', printedCount: 9 },
];

it.each([
  [[], 0, 3, 0],
  [[1, 0], 1, 2, 0],
  [[1, 1], 2, 1, 0],
  [[2, 1], 3, 0, 0],
  [[3, 1], 3, 0, 1],
])(
  'adds prints %j at all networks up: %i printed, %i left, %i too many (R-222, I8)',
  (counts, printed, left, tooMany) => {
    expect(copiesPrintedOf(line, jobs(...counts))).toBe(printed);
    expect(copiesLeftOf(line, jobs(...counts))).toBe(left);
    expect(printsTooMany(line, jobs(...counts))).toBe(tooMany);
  },
);
