/** How requirements are named in comments and in titles of tests. */
const NUMBER = /\b(?:R-\d{3}|X-\d{2}|I\d{1,2})\b/g;
const RANGE = /\b([RX])-(\d{2,3})\s*(?:…|\.\.\.|–)\s*\1-(\d{2,3})\b/g;

/** @returns every number that the text names, those between the ends of `R-060…R-064` included; each once */
export function numbersIn(text: string): string[] {
  const numbers = new Set([...text.matchAll(NUMBER)].map(([number]) => number));
  for (const [, letter = '', first = '', last = ''] of text.matchAll(RANGE)) {
    for (let number = Number(first); number <= Number(last); number += 1) {
      numbers.add(`${letter}-${String(number).padStart(first.length, '0')}`);
    }
  }
  return [...numbers];
}
