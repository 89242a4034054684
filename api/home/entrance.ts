import { NotFound } from '../middleware/failures.ts';
import type { Handler } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { renderPage } from '../rendering/render-page.ts';
import { landingOf, signInOf } from './doors.ts';
import { entrancePage } from './pages.ts';

/** GET: a university's entrance. Where there is one type of user only, there is nothing to choose. */
export const showEntrance: Handler = (_req, res) => {
  if (!res.locals.university) throw new NotFound('no such university');
  const { code, profile } = universityOf(res);
  const [only, ...others] = profile.userTypes;
  if (only && others.length === 0) return res.redirect(303, landingOf(code, only));
  const doors = profile.userTypes.map((userType) => ({
    userType,
    href: landingOf(code, userType),
    isOpen: signInOf(code, profile, userType) !== null,
  }));
  renderPage(res, entrancePage, { doors });
};
