import type { z } from 'zod';
import type { MessageParameters } from '../../rendering/translate.ts';
import type { FieldError, FormState } from './form-state.ts';

export type ParsedForm<T> = { ok: true; value: T } | ({ ok: false } & FormState);

/** A control whose name says that it holds a password is never sent back to the browser. */
const isSecret = (name: string) => /password/i.test(name);

/** Only strings: what a form sends as anything else (an object, a file, a name twice) was not typed into it. */
function typedValues(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {};
  const typed = Object.entries(body).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(typed);
}

const LIMITS = ['minimum', 'maximum'] as const;

function parametersOf(issue: z.core.$ZodIssue): MessageParameters {
  const own = 'params' in issue ? (issue.params ?? {}) : {};
  const limits = LIMITS.flatMap((name) =>
    name in issue ? [[name, Number((issue as unknown as Record<string, unknown>)[name])]] : [],
  );
  return { ...(Object.fromEntries(limits) as MessageParameters), ...(own as MessageParameters) };
}

const isKey = (text: string) => /^[a-z][A-Za-z]*(\.[\w-]+)+$/.test(text);

/** A control that was not sent at all, or a rule that has no words of its own, gets a general sentence. */
function keyOf(issue: z.core.$ZodIssue): string {
  if (isKey(issue.message)) return issue.message;
  return issue.code === 'invalid_type' ? 'common.errors.required' : 'common.errors.invalid';
}

/** The first thing that is wrong with each control, in the order of the schema. */
function fieldErrors(error: z.ZodError): FieldError[] {
  const first = new Map<string, FieldError>();
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    if (first.has(field)) continue;
    first.set(field, { field, message: { key: keyOf(issue), params: parametersOf(issue) } });
  }
  return [...first.values()];
}

/**
 * Reads a submitted form. Each message of the schema is the key of a sentence (`'mailAddress.errors.mismatch'`), put
 * into words when the page is rendered; `params` of a refinement and zod's own `minimum`/`maximum` fill its `{names}`.
 * @param body `req.body` as the urlencoded parser left it
 * @returns the value, or everything typed (passwords excepted) with one error a control
 */
export function parseForm<S extends z.ZodType>(schema: S, body: unknown): ParsedForm<z.infer<S>> {
  const typed = typedValues(body);
  const parsed = schema.safeParse(typed);
  if (parsed.success) return { ok: true, value: parsed.data };
  const values = Object.fromEntries(Object.entries(typed).filter(([name]) => !isSecret(name)));
  return { ok: false, values, errors: fieldErrors(parsed.error) };
}
