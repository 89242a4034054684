import type { Locale } from '../../domain/university/profile.ts';
import { LOCALES } from '../../rendering/locales.ts';
import { definePage } from '../rendering/page.ts';
import { renderPageHtml } from '../rendering/render-page.ts';
import { galleryEmails } from './emails.ts';
import { entries } from './entries.ts';
import { sampleLayout } from './sample-layout.ts';

interface GalleryModel {
  pages: { name: string; addresses: { locale: Locale; href: string }[] }[];
  emails: { name: string; addresses: { locale: Locale; href: string; htmlHref: string }[] }[];
}

const galleryPage = definePage<GalleryModel>('gallery/gallery');

/** @returns the list of everything the gallery shows */
export function renderIndex(locale: Locale): string {
  const model: GalleryModel = {
    pages: entries.map(({ name }) => ({
      name,
      addresses: LOCALES.map((language) => ({
        locale: language,
        href: `/gallery/${name}?lang=${language}`,
      })),
    })),
    emails: galleryEmails.map(({ name }) => ({
      name,
      addresses: LOCALES.map((language) => ({
        locale: language,
        href: `/gallery/emails/${name}?lang=${language}`,
        htmlHref: `/gallery/emails/${name}?lang=${language}&part=html`,
      })),
    })),
  };
  return renderPageHtml(galleryPage, model, { ...sampleLayout(locale, ''), account: null });
}
