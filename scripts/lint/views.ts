// What ESLint cannot see: templates print unescaped (`{{{…}}}`, `{{&…}}`) in layouts only, and views/ holds no
// TypeScript but tests. Prints each finding as file:line and ends with 1 when there is one.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Finding {
  file: string;
  line: number;
  message: string;
}

/** @param root folder that holds `views/` */
export function lintViews(root: string): Finding[] {
  const files = globSync('views/**/*.{hbs,ts}', { cwd: root }).toSorted();
  return files.flatMap((file) =>
    file.endsWith('.ts') ? lintModule(file) : lintTemplate(root, file),
  );
}

function lintModule(file: string): Finding[] {
  if (file.endsWith('.test.ts')) return [];
  return [{ file, line: 1, message: 'views/ holds no TypeScript: put it into api/.' }];
}

function lintTemplate(root: string, file: string): Finding[] {
  if (/(^|[/\\])layouts[/\\]/.test(file)) return [];
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((text, index) =>
    /\{\{\{|\{\{~?&/.test(text)
      ? [{ file, line: index + 1, message: 'Unescaped output outside layouts/: use {{…}}.' }]
      : [],
  );
}

if (import.meta.main) {
  const findings = lintViews(process.cwd());
  for (const { file, line, message } of findings) console.error(`${file}:${line}  ${message}`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
