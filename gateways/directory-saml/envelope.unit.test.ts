import { checkNames } from './envelope.ts';
import { Refused } from './refused.ts';
import { parseStrictXml } from './strict-xml.ts';
import { DSIG } from './words.ts';

const element = (inside: string) =>
  parseStrictXml(`<s:KeyInfo xmlns:s="${DSIG}">${inside}</s:KeyInfo>`);
const attributes = (count: number) =>
  Array.from({ length: count }, (_, index) => `a${index}="b"`).join(' ');

describe('an answer of any size that honest ones have', () => {
  it('goes on to be judged', () => {
    expect(() => checkNames(element('<s:X a="b"/>'.repeat(240)))).not.toThrow();
  });
});

describe('an answer that would be slow to canonicalise is refused before its signature is judged (R-028)', () => {
  it.each([
    ['too many elements', '<s:X/>'.repeat(260)],
    ['too many attributes', `<s:X ${attributes(25)}/>`.repeat(41)],
  ])('%s', (_, inside) => {
    expect(() => checkNames(element(inside))).toThrow(Refused);
  });
});
