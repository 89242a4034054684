import type { Message } from '../../rendering/translate.ts';

/** What is wrong with one control; `field` is its name. */
export interface FieldError {
  field: string;
  message: Message;
}

/** What a form shows: everything as it was typed (except passwords), and what is to be mended. */
export interface FormState {
  values: Readonly<Record<string, string>>;
  errors: readonly FieldError[];
}

/** A form that nobody has filled in yet, or filled in by what is already known. */
export function newForm(values: Readonly<Record<string, string>> = {}): FormState {
  return { values, errors: [] };
}

/** Adds what only the server could find out (a mail address in use, a wrong password). */
export function withErrors(form: FormState, ...errors: FieldError[]): FormState {
  return { values: form.values, errors: [...form.errors, ...errors] };
}
