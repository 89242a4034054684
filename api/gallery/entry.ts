import type { Locale } from '../../domain/university/profile.ts';
import type { RenderedEmail } from '../../rendering/render-email.ts';
import type { LayoutModel } from '../rendering/layout-model.ts';
import type { PageName } from '../rendering/page.ts';

export type Render = <M extends object>(page: PageName<M>, model: M, layout: LayoutModel) => string;

/** One page in one of its variants, from plain data. */
export interface GalleryEntry {
  /** Its address below `/gallery/`: `<feature>/<page>-<variant>`. */
  name: string;
  html(layout: LayoutModel, render: Render): string;
}

/** One mail in one of its variants, from plain data. */
export interface GalleryEmail {
  name: string;
  render(locale: Locale): RenderedEmail;
}

/**
 * Binds a page to one model: `entry('sign-in/sign-in-wrong-password', signInPage, {…})`.
 * @param layout what differs from the usual frame, which is that of a signed-in person
 */
export function entry<M extends object>(
  name: string,
  page: PageName<M>,
  model: M,
  layout: Partial<LayoutModel> = {},
): GalleryEntry {
  return { name, html: (frame, render) => render(page, model, { ...frame, ...layout }) };
}
