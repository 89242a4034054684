import { formatStamp } from '../../rendering/format.ts';
import { catalogues } from '../../rendering/locales.ts';
import type { Message } from '../../rendering/translate.ts';

/** What a code of the record means; without words where an earlier release wrote what this one does not know. */
export interface Worded {
  code: string;
  words: Message | null;
}

/** One fact of an entry: the name of what changed, and what it is or was. */
export interface FactView {
  name: Worded;
  values: Worded[];
}

const worded = (code: string, key: string): Worded => ({
  code,
  words: catalogues.ja.has(key) ? { key } : null,
});

export const actionInWords = (code: string) => worded(code, `staff.auditTrail.actions.${code}`);
export const entityInWords = (code: string) => worded(code, `staff.auditTrail.entities.${code}`);

/** Who it was, by kind: `staff:<id>` is a member of staff. The code stays, as one can look for it. */
export function actorInWords(code: string): Worded {
  const [kind = ''] = code.split(':');
  return worded(code, `staff.auditTrail.actors.${kind}`);
}

/** An instant in JSON, as we write it and as PostgreSQL does. */
export const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/;

function valueInWords(name: string, value: unknown): Worded {
  const code = typeof value === 'string' ? value : JSON.stringify(value);
  if (INSTANT.test(code)) return { code: formatStamp(code), words: null };
  const key =
    name === 'roles' && value !== null ? `staff.roles.${code}` : `staff.auditTrail.values.${code}`;
  return worded(code, key);
}

/**
 * @param facts what a row keeps of before or after
 * @returns one line a fact, in the order in which they were kept; an empty list has the value "none"
 */
export function factsInWords(facts: unknown): FactView[] {
  if (typeof facts !== 'object' || facts === null) return [];
  return Object.entries(facts).map(([name, value]) => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return {
      name: worded(name, `staff.auditTrail.facts.${name}`),
      values: (values.length === 0 ? [null] : values).map((one) => valueInWords(name, one)),
    };
  });
}
