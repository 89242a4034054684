import { Router } from 'express';
import type { Locale } from '../../domain/university/profile.ts';
import { renderPageHtml } from '../rendering/render-page.ts';
import { entries } from './entries.ts';
import { galleryEmails } from './emails.ts';
import { renderIndex } from './index-page.ts';
import { sampleLayout } from './sample-layout.ts';

const asLocale = (value: unknown): Locale => (value === 'en' ? 'en' : 'ja');

/** Every page and every mail from plain data, to be looked at. For development and tests: never mounted in production. */
export function galleryRouter(): Router {
  const router = Router();
  router.get('/', (req, res) => {
    res.type('html').send(renderIndex(asLocale(req.query.lang)));
  });
  for (const email of galleryEmails) {
    router.get(`/emails/${email.name}`, (req, res) => {
      const rendered = email.render(asLocale(req.query.lang));
      if (req.query.part === 'html') res.type('html').send(rendered.html);
      else res.type('text').send(`${rendered.subject}\n\n${rendered.text}`);
    });
  }
  for (const page of entries) {
    router.get(`/${page.name}`, (req, res) => {
      const layout = sampleLayout(asLocale(req.query.lang), page.name);
      res.type('html').send(page.html(layout, renderPageHtml));
    });
  }
  return router;
}
