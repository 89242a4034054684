import type { Request, Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { paths } from '../paths.ts';
import { renderPage } from '../rendering/render-page.ts';
import { isOpen } from './doors.ts';
import { universitiesPage } from './pages.ts';

/** GET: the universities whose certificates this service issues. */
export function showUniversities({ profiles, clock }: AppDependencies) {
  return async (_req: Request, res: Response): Promise<void> => {
    const all = await profiles.all(clock());
    const universities = all.map(({ code, profile }) => ({
      name: profile.name,
      href: paths.landing(code),
      isOpen: isOpen(code, profile),
    }));
    renderPage(res, universitiesPage, { universities });
  };
}
