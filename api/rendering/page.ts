import type { Message } from '../../rendering/translate.ts';

/** A page by its view file, bound to the one model that fits it. */
export interface PageName<M extends object> {
  /** Path below `views/pages`, without ending. */
  view: string;
  title: (model: M) => Message;
  layout: string;
}

/** `mail-address/link-used` → `mailAddress.linkUsed`: keys are written in camel case, files in kebab case. */
const keyOfView = (view: string) =>
  view.replaceAll('/', '.').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Declares a page beside its route: `const signInPage = definePage<SignInModel>('sign-in/sign-in')`.
 * Its title is the sentence named like it (`signIn.signIn.title`), unless `title` chooses another by the model.
 */
export function definePage<M extends object>(
  view: string,
  options: { title?: (model: M) => Message; layout?: 'site' | 'print' } = {},
): PageName<M> {
  const key = `${keyOfView(view)}.title`;
  return { view, title: options.title ?? (() => ({ key })), layout: options.layout ?? 'site' };
}
