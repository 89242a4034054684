import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EFFECTS } from '../../activities/mail/effects/index.ts';
import { AUDIT_ACTIONS, AUDIT_ENTITIES } from '../../domain/audit-actions.ts';
import { ORDER_STATES, ORDER_TRANSITIONS } from '../../domain/orders/states.ts';
import { STAFF_ROLES } from '../../domain/staff/roles.ts';
import { PAYOUT_WAYS } from '../../domain/staff/payouts.ts';
import { STAFF_TASK_KINDS, STAFF_TASK_STATES, TASK_ACTIONS } from '../../domain/staff/tasks.ts';
import { catalogues, LOCALES } from '../../rendering/locales.ts';
import { actionInWords, actorInWords, factsInWords } from './audit-words.ts';
import type { Worded } from './audit-words.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['activities', 'api', 'gateways', 'platform', 'prisma', 'worker', 'workflows'];

/** Every file of the product that may write to the record. */
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|gallery\.ts$|\/generated\//.test(name))
    .map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') })),
);

const literals = (text: string) => [...text.matchAll(/'([a-z_]+)'/g)].map(([, code = '']) => code);

/** At its commas, but for those inside brackets and quotes. */
function splitList(list: string): string[] {
  const items = [''];
  let depth = 0;
  let isQuoted = false;
  for (const character of list) {
    if (character === "'") isQuoted = !isQuoted;
    if (!isQuoted && '()'.includes(character)) depth += character === '(' ? 1 : -1;
    if (depth < 0) break;
    if (character === ',' && depth === 0 && !isQuoted) items.push('');
    else items[items.length - 1] += character;
  }
  return items.map((item) => item.trim());
}

interface Written {
  name: string;
  /** The expression of the column `action`, and of `entity`. */
  action: string;
  entity: string;
}

/** What every statement that inserts into the record says for its columns. */
function inserted(): Written[] {
  return sources.flatMap(({ name, text }) =>
    [...text.matchAll(/insert into audit_entry \(([^)]*)\)\s*(?:values \(|select )/gi)].map(
      (found) => {
        const columns = splitList(found[1] ?? '');
        const values = splitList(text.slice(found.index + found[0].length));
        const of = (column: string) => values[columns.indexOf(column)] ?? '';
        return { name, action: of('action'), entity: of('entity') };
      },
    ),
  );
}

/** Actions that code gives to the functions that write: `action: 'x'`, `action = … ? 'x' : 'y'`, `auditOf(…, 'x')`. */
function given(): string[] {
  return sources
    .filter(({ text }) => /\baudit\(|\bnote\(|auditEntry\.create/.test(text))
    .flatMap(({ text }) => [
      ...[...text.matchAll(/\baction(?::| =) ([^;,}\n]+)/g)].flatMap(([, code = '']) =>
        literals(code),
      ),
      ...[...text.matchAll(/auditOf\(([^;]+);/g)].flatMap(([, code = '']) => literals(code)),
    ]);
}

/** What staff do about a task is told within an entry, under the same name of a column. */
const ABOUT_TASKS = new Set<string>(
  Object.values(TASK_ACTIONS).flatMap((all) => all.map(({ action }) => action)),
);

const statements = inserted();
const written = new Set([
  ...given().filter((code) => !ABOUT_TASKS.has(code)),
  ...statements.flatMap(({ action }) => literals(action)),
  // Statements with a parameter: what they are given.
  ...Object.values(ORDER_TRANSITIONS).flatMap((events) => Object.keys(events)),
  ...Object.keys(EFFECTS),
  'second_password_set',
  'second_password_changed',
  'number_lost',
  'number_renewed',
  'slip_issued',
  // What is noted in the statement that reads, as a row of its own.
  'orders_searched',
  'order_read',
]);

describe('the words of the record of actions (R-325)', () => {
  it('finds every statement that writes, and what gives its action where the statement does not say', () => {
    const mentions = sources.flatMap(({ text }) => text.match(/insert into audit_entry/gi) ?? []);
    expect(statements).toHaveLength(mentions.length);
    const elsewhere = statements.filter(({ action }) => literals(action).length === 0);
    expect(elsewhere.map(({ name }) => name).sort()).toEqual([
      'activities/mail/apply-verification.ts', // the purpose of the link
      'activities/printing/print-job-records.ts', // why there is another number
      'activities/records/order-transition.ts', // the event
      'api/middleware/audit.ts', // its callers
      'api/second-password/commands.ts', // set or changed
      'platform/payment-slips.ts', // issued
    ]);
  });

  it('has words in both languages for every action that is written anywhere, and for no other', () => {
    const isKnown = (code: string) => AUDIT_ACTIONS.some((action) => action === code);
    expect([...written].filter((code) => !isKnown(code))).toEqual([]);
    expect(AUDIT_ACTIONS.filter((code) => !written.has(code))).toEqual([]);
    for (const locale of LOCALES) {
      const prefix = 'staff.auditTrail.actions.';
      const worded = [...catalogues[locale].keys()].filter((key) => key.startsWith(prefix));
      expect(worded.map((key) => key.slice(prefix.length)).sort()).toEqual(
        [...AUDIT_ACTIONS].sort(),
      );
    }
  });

  it('names no two actions alike', () => {
    for (const locale of LOCALES) {
      const names = AUDIT_ACTIONS.map((code) =>
        catalogues[locale].get(`staff.auditTrail.actions.${code}`),
      );
      expect(new Set(names).size).toBe(AUDIT_ACTIONS.length);
    }
  });

  it('has words for what an entry is about', () => {
    const codes = statements.flatMap(({ entity }) => literals(entity));
    expect(codes.length).toBeGreaterThan(5);
    const isKnown = (code: string) => AUDIT_ENTITIES.some((entity) => entity === code);
    expect(codes.filter((code) => !isKnown(code))).toEqual([]);
    const keys = AUDIT_ENTITIES.map((code) => `staff.auditTrail.entities.${code}`);
    expect(keys.filter((key) => !catalogues.en.has(key))).toEqual([]);
  });

  it('has words for every fact that is kept of orders, money, tasks and searches, and for its codes', () => {
    const kept = [
      ...[{ amountYen: 700, paidAt: null, kind: 'provisional' }, { kind: 'final' }],
      ...[{ payment: null, print: null }, { paymentMethod: null }, { template: null }],
      ...['netprint', 'network-print', 'campus-printer'].map((network) => ({
        network,
        registration: null,
      })),
      ...STAFF_TASK_KINDS.map((kind) => ({ kind })),
      ...STAFF_TASK_STATES.map((state) => ({ state })),
      ...[...ABOUT_TASKS].map((action) => ({ action, keptYen: 0 })),
      ...PAYOUT_WAYS.map((way) => ({ way, paidOn: null })),
      {
        searchedBy: [
          'number',
          'studentNumber',
          'name',
          'state',
          'method',
          'from',
          'to',
          'attention',
        ],
      },
    ];
    const views = kept.flatMap((facts) => factsInWords(facts));
    const isCode = ({ code }: Worded) => !/^\d+$/.test(code);
    const missing = views.flatMap(({ name, values }) => [name, ...values.filter(isCode)]);
    expect(missing.filter(({ words }) => words === null)).toEqual([]);
  });

  it('has words for every state of an order and every role', () => {
    const values = ORDER_STATES.flatMap((state) => factsInWords({ state })[0]?.values ?? []);
    expect(values.filter(({ words }) => words === null)).toEqual([]);
    const [roles] = factsInWords({ roles: STAFF_ROLES });
    expect(roles?.values.map(({ words }) => words?.key)).toEqual(
      STAFF_ROLES.map((role) => `staff.roles.${role}`),
    );
  });
});

describe('what is shown', () => {
  it('keeps the code of what has no words', () => {
    expect(actionInWords('of_tomorrow')).toEqual({ code: 'of_tomorrow', words: null });
    expect(factsInWords({ odd: { a: 1 } })).toEqual([
      { name: { code: 'odd', words: null }, values: [{ code: '{"a":1}', words: null }] },
    ]);
  });

  it('tells the kind of who it was', () => {
    expect(actorInWords('staff:1').words).toEqual({ key: 'staff.auditTrail.actors.staff' });
    expect(actorInWords('staff:1').code).toBe('staff:1');
  });

  it('shows a moment as the time in Japan, and an empty list as none', () => {
    const [until] = factsInWords({ mailFrozenUntil: '2026-11-28T06:30:00.000Z' });
    expect(until?.values).toEqual([{ code: '2026/11/28 15:30', words: null }]);
    const [paid] = factsInWords({ paidAt: '2026-11-28T06:30:00.123+00:00' });
    expect(paid?.values[0]?.code).toBe('2026/11/28 15:30');
    const [roles] = factsInWords({ roles: [] });
    expect(roles?.values[0]?.words).toEqual({ key: 'staff.auditTrail.values.null' });
  });

  it.each([[null], [undefined], ['text'], [[]]])('has no facts in %j', (facts) => {
    expect(factsInWords(facts)).toEqual([]);
  });
});
