import { readFileSync } from 'node:fs';
import { architectureFile, withLives } from './draw-lives.ts';

it('keeps the diagrams of docs/architecture.md as the state tables say (npm run draw-lives)', () => {
  const document = readFileSync(architectureFile, 'utf8');
  expect(document).toBe(withLives(document));
  expect(document).toContain('awaiting_payment --> preparing: paid');
});
