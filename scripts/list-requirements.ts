// `npm run list-requirements`: writes docs/requirements.md anew, and says which requirements have no test yet.
// `npm run list-requirements -- ST MI UA ALL`: only those for these users are said.
import { writeFileSync } from 'node:fs';
import { readRequirements, REQUIREMENTS_PAGE, requirementsPage } from './requirements/page.ts';

const wanted = process.argv.slice(2);
writeFileSync(REQUIREMENTS_PAGE, requirementsPage());
for (const { title, requirements } of readRequirements()) {
  const bare = requirements.filter(
    ({ users = [], proofs }) =>
      proofs.length === 0 && (wanted.length === 0 || users.some((user) => wanted.includes(user))),
  );
  if (bare.length > 0) console.log(`${title}: ${bare.map(({ number }) => number).join(' ')}`);
}
