import Handlebars from 'handlebars';
import type { Response } from 'express';
import { sharedHelpers } from '../../rendering/helpers.ts';
import { loadTemplates } from '../../rendering/templates.ts';
import { translate } from '../../rendering/translate.ts';
import { withKeptFields } from '../kept-forms/show-kept-form.ts';
import { assets } from './assets.ts';
import type { LayoutModel } from './layout-model.ts';
import { pageHelpers } from './page-helpers.ts';
import type { PageName } from './page.ts';

const templates = loadTemplates({
  roots: ['layouts', 'partials', 'pages'],
  helpers: { ...sharedHelpers, ...pageHelpers },
});

/** Reads and compiles all pages now, so that a mistake in one of them stops the start. */
export function loadPages(): void {
  templates.compileAll();
}

function hasErrors(model: object): boolean {
  const { form } = model as { form?: { errors?: readonly unknown[] } };
  return (form?.errors?.length ?? 0) > 0;
}

/**
 * A whole page as HTML. The model is reachable as `model.…` only, never spread: nothing that a request brings can
 * choose a layout or a partial.
 * @throws TemplateFault when the model does not fit the view
 */
export function renderPageHtml<M extends object>(
  page: PageName<M>,
  model: M,
  layout: LayoutModel,
): string {
  const { locale, now } = layout;
  const { key, params } = page.title(model);
  const root = { locale, now, model, layout, assets: assets.addresses };
  const body = new Handlebars.SafeString(templates.render(`pages/${page.view}`, root));
  const frame = {
    title: translate(locale, key, params),
    hasErrors: hasErrors(model),
    hasForm: 'form' in model,
    body,
  };
  return templates.render(`layouts/${page.layout}`, { ...root, ...frame });
}

/**
 * Answers with a page. Nothing of it is kept where a person is signed in; elsewhere the browser asks again each time.
 * @param options.status 200 unless told (400 for a form that came back)
 */
export function renderPage<M extends object>(
  res: Response,
  page: PageName<M>,
  model: M,
  options: { status?: number } = {},
): void {
  const { isFilledIn, model: shown } = withKeptFields(res, model);
  const layout = { ...res.locals.layout, isFilledIn };
  res
    .status(options.status ?? 200)
    .set({
      'Cache-Control':
        res.get('Cache-Control') ?? (layout.account ? 'no-store' : 'private, no-cache'),
      'Content-Language': layout.locale,
    })
    .type('html')
    .send(renderPageHtml(page, shown, layout));
}
