import type { Response } from 'express';
import { tokyoDate } from '../../domain/time/tokyo.ts';
import type { AppDependencies } from '../dependencies.ts';
import type { Handler } from '../middleware/policy.ts';
import { accountOf, universityOf } from '../middleware/request-facts.ts';
import { sayIn } from '../orders/words.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import type { Manual, ManualFacts } from './content.ts';
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

/** The most manuals that a process keeps: every university, user type and language, and then some. */
const MOST_KEPT = 40;

/** GET: the same manual as PDF. It takes half a second to draw, so it is drawn once a day for all who read the same. */
export function showManualPdf(deps: AppDependencies): Handler {
  const kept = new Map<string, Promise<Uint8Array>>();

  const drawnOnce = (key: string, manual: Manual): Promise<Uint8Array> => {
    const known = kept.get(key);
    if (known) return known;
    const drawing = drawManualPdf(manual).catch((error: unknown) => {
      kept.delete(key);
      throw error;
    });
    kept.set(key, drawing);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return drawing;
  };

  return async (_req, res) => {
    const facts = factsOf(deps, res);
    const { code, profile, userType, locale, now } = facts;
    const [edition] = profile.manual.revisions;
    // Fees change with the day, everything else with the edition of the settings.
    const key = [code, userType, locale, profile.edition, edition?.edition, tokyoDate(now)].join();
    const pdf = await drawnOnce(key, writeManual(facts));
    const words = { university: profile.shortName[locale], edition: edition?.edition ?? '' };
    res
      .set(
        'Content-Disposition',
        asFileName(`${sayIn(locale)('manual.manual.fileName', words)}.pdf`, code),
      )
      .type('application/pdf')
      .send(Buffer.from(pdf));
  };
}

/** RFC 6266: the name in the reader's language, and one in plain letters for those who cannot read it. */
function asFileName(name: string, code: string): string {
  return `inline; filename="manual-${code}.pdf"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
