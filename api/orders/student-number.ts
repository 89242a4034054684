import type { Response } from 'express';
import { z } from 'zod';
import { copiesIn } from '../../domain/orders/draft.ts';
import type { Locale, UniversityProfile } from '../../domain/university/profile.ts';
import { formatDate } from '../../rendering/format.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import type { Handler } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { draftOf, numberLabel, saveDraft, stepLabels } from './draft-pages.ts';
import type { ApplicantAffiliation, Draft } from './draft-queries.ts';
import { sayIn } from './words.ts';

export interface StudentNumberModel {
  form: FormState;
  steps: string[];
  options: { value: string; label: string; hint: string }[];
  /** What is in the order already, when another number is added to it; null when nothing is. */
  basket: string | null;
  /** An order that was begun before and not finished. */
  leftBehind: { text: string; href: string } | null;
  /** Whom to ask about a number, where one is missing or held back. */
  records: { name: string; phone: string; hours: string };
  hasHold: boolean;
  backHref: string;
}

export const studentNumberPage = definePage<StudentNumberModel>('orders/student-number');

const schema = z.object({ affiliation: z.string('orders.studentNumber.errors.choose') });
const NOTHING_CHOSEN = {
  field: 'affiliation',
  message: { key: 'orders.studentNumber.errors.choose' },
};

/** With one number only the page is shown all the same, preselected: the person sees what the order belongs to. */
export function showStudentNumber(deps: AppDependencies): Handler {
  return async (req, res) => {
    const draft = await draftOf(deps, req, res);
    if (!draft) return;
    const chosen = draft.data.affiliationId ?? onlyOne(draft.affiliations);
    render(res, draft, newForm(chosen === null ? {} : { affiliation: chosen }));
  };
}

/** Another number has another catalogue and other fees; what was chosen for others stays in the order. */
export function submitStudentNumber(deps: AppDependencies): Handler {
  return async (req, res) => {
    const draft = await draftOf(deps, req, res);
    if (!draft) return;
    const parsed = parseForm(schema, req.body);
    if (!parsed.ok) return render(res, draft, parsed, 400);
    const { affiliation } = parsed.value;
    if (!draft.affiliations.some(({ id }) => id === affiliation)) {
      return render(res, draft, withErrors(newForm(), NOTHING_CHOSEN), 400);
    }
    await saveDraft(deps, draft.id, { ...draft.data, affiliationId: affiliation }, deps.clock());
    res.redirect(303, paths.draftCertificates(universityOf(res).code, draft.id));
  };
}

function onlyOne(affiliations: readonly ApplicantAffiliation[]): string | null {
  return affiliations.length === 1 ? (affiliations[0]?.id ?? null) : null;
}

function render(res: Response, draft: Draft, form: FormState, status = 200): void {
  const { code, profile } = universityOf(res);
  const model = studentNumberModel(draft, form, res.locals.locale, {
    universityCode: code,
    records: profile.contacts.records,
  });
  renderPage(res, studentNumberPage, model, { status });
}

export function studentNumberModel(
  draft: Draft,
  form: FormState,
  locale: Locale,
  context: { universityCode: string; records: UniversityProfile['contacts']['records'] },
): StudentNumberModel {
  const say = sayIn(locale);
  const { universityCode, records } = context;
  const { affiliations, data, leftBehind } = draft;
  const copies = copiesIn(data.items);
  return {
    form,
    steps: stepLabels(locale),
    options: affiliations.map((affiliation) => ({
      value: affiliation.id,
      label: numberLabel(affiliation, locale),
      hint: statusHint(affiliation, locale),
    })),
    basket:
      copies === 0
        ? null
        : say('orders.studentNumber.basket', { copies: say('orders.copies', { count: copies }) }),
    leftBehind:
      leftBehind && copies === 0
        ? {
            text: say('orders.studentNumber.leftBehind.text', {
              day: formatDate(leftBehind.updatedAt, locale),
              copies: say('orders.copies', { count: copiesIn(leftBehind.data.items) }),
            }),
            href: paths.draftCheck(universityCode, leftBehind.id),
          }
        : null,
    records: { name: records.name[locale], phone: records.phone, hours: records.hours[locale] },
    hasHold: affiliations.some(({ holdReason }) => holdReason !== null),
    backHref: copies > 0 ? paths.draftCheck(universityCode, draft.id) : paths.top(universityCode),
  };
}

/** What the number is to the university, and why nothing is issued for it, if so. */
function statusHint({ status, holdReason }: ApplicantAffiliation, locale: Locale): string {
  const say = sayIn(locale);
  const words = say(`orders.affiliation.${status}`);
  return holdReason === null
    ? words
    : say('orders.studentNumber.held', { status: words, reason: holdReason[locale] });
}
