import { z } from 'zod';
import { judgePassword, writtenRules } from '../../domain/account/password-rules.ts';
import type { PasswordRules } from '../../domain/account/password-rules.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FieldError, FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import type { RuleView } from './pages.ts';

type AnyRule = RuleView['rule'];

/** The name of the control, which its errors go to. */
const NEW_PASSWORD = 'secondPassword';

/** Both fields as typed: nothing is trimmed or changed. */
const fields = {
  secondPassword: z.string().min(1, 'secondPassword.errors.missing'),
  secondPasswordCheck: z.string().min(1, 'secondPassword.errors.checkMissing'),
};

const isTypedTwice = (form: { secondPassword: string; secondPasswordCheck: string }) =>
  form.secondPassword === form.secondPasswordCheck;
const NOT_TYPED_TWICE = {
  path: ['secondPasswordCheck'],
  message: 'secondPassword.errors.mismatch',
};

export const newPasswordSchema = z.object(fields).refine(isTypedTwice, NOT_TYPED_TWICE);

/** With the one until now, which is asked for before the new one. */
export const changedPasswordSchema = z
  .object({
    currentSecondPassword: z.string().min(1, 'secondPassword.errors.currentMissing'),
    ...fields,
  })
  .refine(isTypedTwice, NOT_TYPED_TWICE);

/** What each rule is called in the texts; a missing entry would not compile. */
const KEYS: Record<AnyRule, string> = {
  min_length: 'minLength',
  upper_case: 'upperCase',
  lower_case: 'lowerCase',
  digit: 'digit',
  letters_and_digits: 'lettersAndDigits',
  no_wide_characters: 'noWideCharacters',
  max_length: 'maxLength',
  differs: 'differs',
  differs_from_university: 'differsFromUniversity',
};

const PROHIBITIONS: ReadonlySet<AnyRule> = new Set([
  'letters_and_digits',
  'no_wide_characters',
  'max_length',
]);

function parametersOf(rules: PasswordRules, rule: AnyRule): { count?: number } {
  if (rule === 'min_length') return { count: rules.minLength };
  return rule === 'max_length' ? { count: rules.maxLength } : {};
}

export interface Judgement {
  /** Rules that are broken, in the order of the page. */
  broken: AnyRule[];
  /** False before anything was typed: then no rule has a state yet. */
  isJudged: boolean;
}

export const NOT_JUDGED: Judgement = { broken: [], isJudged: false };

/** What only the server could tell: every other rule was kept. */
export const brokenAlone = (rule: 'differs' | 'differs_from_university'): Judgement => ({
  broken: [rule],
  isJudged: true,
});

function judge(rules: PasswordRules, password: string): Judgement {
  if (password === '') return NOT_JUDGED;
  const judged = judgePassword(rules, password);
  return {
    broken: judged.filter(({ isMet }) => !isMet).map(({ rule }) => rule),
    isJudged: true,
  };
}

interface NewPassword<T> {
  form: FormState;
  judgement: Judgement;
  /** What was typed; null while anything that shows in the form itself is wrong. */
  typed: T | null;
}

/**
 * Reads a form with a new second password and judges it by the rules that show in the password itself. No password is
 * in the form that comes back.
 */
export function readNewPassword<S extends z.ZodType>(
  schema: S,
  rules: PasswordRules,
  body: unknown,
): NewPassword<z.infer<S>> {
  const value = (body as Record<string, unknown> | undefined)?.[NEW_PASSWORD];
  const judgement = judge(rules, typeof value === 'string' ? value : '');
  const parsed = parseForm(schema, body);
  const errors = [...(parsed.ok ? [] : parsed.errors), ...ruleErrors(rules, judgement.broken)];
  const typed = parsed.ok && errors.length === 0 ? parsed.value : null;
  return { form: withErrors(newForm(), ...inOrder(errors)), judgement, typed };
}

const ORDER = ['currentSecondPassword', NEW_PASSWORD, 'secondPasswordCheck'];

/** In the order of the page, as the summary above it lists them. */
const inOrder = (errors: readonly FieldError[]) =>
  errors.toSorted((a, b) => ORDER.indexOf(a.field) - ORDER.indexOf(b.field));

/**
 * The rules as the page lists them: those that show in the password itself, then those that only the server can tell.
 * @param replaces whether there is a second password already, which the new one must not be
 */
export function ruleViews(
  rules: PasswordRules,
  { broken, isJudged }: Judgement,
  { replaces = false }: { replaces?: boolean } = {},
): RuleView[] {
  const written: { rule: AnyRule; pattern: string | null }[] = writtenRules(rules);
  const others: AnyRule[] = replaces
    ? ['differs', 'differs_from_university']
    : ['differs_from_university'];
  const stateOf = (rule: AnyRule, pattern: string | null): RuleView['state'] => {
    if (broken.includes(rule)) return 'broken';
    return isJudged && pattern !== null ? 'met' : 'open';
  };
  return [...written, ...others.map((rule) => ({ rule, pattern: null }))].map(
    ({ rule, pattern }) => ({
      rule,
      pattern,
      words: { key: `secondPassword.rules.${KEYS[rule]}`, params: parametersOf(rules, rule) },
      isProhibition: PROHIBITIONS.has(rule),
      state: stateOf(rule, pattern),
    }),
  );
}

/** @returns one error a broken rule, so that the message lists exactly what is to be mended */
export function ruleErrors(rules: PasswordRules, broken: readonly AnyRule[]): FieldError[] {
  return broken.map((rule) => ({
    field: NEW_PASSWORD,
    message: { key: `secondPassword.errors.${KEYS[rule]}`, params: parametersOf(rules, rule) },
  }));
}
