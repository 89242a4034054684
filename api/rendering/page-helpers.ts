import type { HelperOptions } from 'handlebars';
import { browsersByDevice } from '../../domain/browsers.ts';
import { paths } from '../paths.ts';
import type { FormState } from '../forms/form-state.ts';
import { rootOf } from '../../rendering/helpers.ts';
import type { Helpers } from '../../rendering/templates.ts';
import type { Message } from '../../rendering/translate.ts';
import type { LayoutAccount, LayoutModel } from './layout-model.ts';

/** One control of a form as its partial draws it. */
export interface FieldView {
  id: string;
  name: string;
  value: string;
  error: Message | null;
  /** Ids of hint and error for `aria-describedby`, or null when there is neither. */
  describedBy: string | null;
}

/** The id of a control, which the error summary links to. */
export const fieldId = (name: string) => `field-${name.replaceAll('.', '-')}`;

function field(form: FormState, name: string, hint: unknown): FieldView {
  const id = fieldId(name);
  const error = form.errors.find((candidate) => candidate.field === name)?.message ?? null;
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean);
  return {
    id,
    name,
    value: form.values[name] ?? '',
    error,
    describedBy: describedBy.length > 0 ? describedBy.join(' ') : null,
  };
}

const layoutOf = (options: HelperOptions) =>
  (rootOf(options) as unknown as { layout: LayoutModel }).layout;

function pathTo(name: string, ...rest: unknown[]): string {
  const options = rest.at(-1) as HelperOptions;
  const given = rest.slice(0, -1).map(String);
  const build = (paths as Readonly<Record<string, (...parts: string[]) => string>>)[name];
  if (!build) throw new Error(`there is no path called ${name}`);
  const university = layoutOf(options).university;
  if (!university) throw new Error(`${name}: no university is known on this page`);
  return build(university.code, ...given);
}

/** Helpers that only pages have. */
export const pageHelpers: Helpers = {
  /** `{{path "order" model.id}}`: an address of `api/paths.ts` within the current university. */
  path: pathTo,
  /** Where "home" is: behind the sign-in for those who are signed in. */
  entrance: (account: LayoutAccount | null) => (account ? (account.home ?? 'top') : 'landing'),
  /** `{{#with (field form name hint)}}`: value, error and ids of one control. */
  field: (form: FormState, name: string, hint: unknown) => field(form, name, hint),
  fieldId: (name: string) => fieldId(name),
  testedBrowsers: () => browsersByDevice(),
  asset: (name: 'stylesheet' | 'script', options: HelperOptions) =>
    (rootOf(options) as unknown as { assets: Record<string, string> }).assets[name],
};
