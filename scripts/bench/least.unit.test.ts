import { costOfParts, LEAST } from './least.ts';

describe('the least that a life can cost', () => {
  it.each([
    ['lapsed', 16, 3],
    ['printed', 23, 6],
    ['expired', 28, 6],
    ['freePrinted', 17, 4],
    ['refunded', 30, 7],
  ] as const)('%s: %i events, %i actions', (life, events, actions) => {
    expect(costOfParts(LEAST[life])).toEqual({ events, actions });
  });
});
