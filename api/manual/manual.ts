import type { Response } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { inlineFile } from '../middleware/inline-file.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { sayIn } from '../orders/words.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import type { Manual, ManualFacts } from './content.ts';
import { keepManuals } from './kept-manuals.ts';
import { drawManualPdf } from './manual-pdf.ts';
import { writeManual } from './write-manual.ts';

export interface ManualModel {
  manual: Manual;
  pdfHref: string;
}

/** The full manual as one page. */
export const manualPage = definePage<ManualModel>('manual/manual');

function factsOf({ environment }: AppDependencies, res: Response): ManualFacts {
  const { code, profile } = universityOf(res);
  const { locale, layout } = res.locals;
  return {
    code,
    profile,
    userType: accountOf(res).userType,
    locale,
    now: layout.now,
    session: {
      idleSeconds: environment.SESSION_IDLE_SECONDS,
      longestSeconds: environment.SESSION_ABSOLUTE_SECONDS,
    },
  };
}

export function showManual(deps: AppDependencies): Handler {
  return (_req, res) => {
    const facts = factsOf(deps, res);
    renderPage(res, manualPage, {
      manual: writeManual(facts),
      pdfHref: paths.manualPdf(facts.code),
    });
  };
}

/** GET: the same manual as PDF. */
export function showManualPdf(deps: AppDependencies): Handler {
  const drawnOnce = keepManuals(drawManualPdf);
  return async (_req, res) => {
    const facts = factsOf(deps, res);
    const { code, profile, locale } = facts;
    const pdf = await drawnOnce(facts, () => writeManual(facts));
    const name = sayIn(locale)('manual.manual.fileName', {
      university: profile.shortName[locale],
      edition: profile.manual.revisions[0]?.edition ?? '',
    });
    res
      .set('Content-Disposition', inlineFile(`${name}.pdf`, `manual-${code}.pdf`))
      .type('application/pdf')
      .send(Buffer.from(pdf));
  };
}
