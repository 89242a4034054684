import type { Response } from 'express';
import { z } from 'zod';
import type { Locale } from '../../domain/university/profile.ts';
import type { AppDependencies } from '../dependencies.ts';
import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import { parseForm } from '../forms/parse-form.ts';
import type { Handler } from '../middleware/policy.ts';
import { universityOf } from '../middleware/request-facts.ts';
import { paths } from '../paths.ts';
import { definePage } from '../rendering/page.ts';
import { renderPage } from '../rendering/render-page.ts';
import { draftOf, saveDraft, stepLabels } from './draft-pages.ts';
import type { ApplicantAffiliation, Draft } from './queries.ts';
import { sayIn } from './words.ts';

export interface StudentNumberModel {
  form: FormState;
  steps: string[];
  options: { value: string; label: string; hint: string }[];
  records: { name: string; phone: string; hours: string };
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
    // Another number has another catalogue and other fees: what was chosen for the first one does not carry over.
    const items = affiliation === draft.data.affiliationId ? draft.data.items : [];
    await saveDraft(
      deps,
      draft.id,
      { ...draft.data, affiliationId: affiliation, items },
      deps.clock(),
    );
    res.redirect(303, paths.draftCertificates(universityOf(res).code, draft.id));
  };
}

function onlyOne(affiliations: readonly ApplicantAffiliation[]): string | null {
  return affiliations.length === 1 ? (affiliations[0]?.id ?? null) : null;
}

function render(res: Response, draft: Draft, form: FormState, status = 200): void {
  const { code, profile } = universityOf(res);
  const { locale } = res.locals;
  const model = studentNumberModel(draft.affiliations, form, locale, {
    records: profile.contacts.records,
    backHref: paths.top(code),
  });
  renderPage(res, studentNumberPage, model, { status });
}

export function studentNumberModel(
  affiliations: readonly ApplicantAffiliation[],
  form: FormState,
  locale: Locale,
  more: {
    records: { name: Record<Locale, string>; phone: string; hours: Record<Locale, string> };
    backHref: string;
  },
): StudentNumberModel {
  const say = sayIn(locale);
  const { records, backHref } = more;
  return {
    form,
    steps: stepLabels(locale),
    options: affiliations.map((affiliation) => ({
      value: affiliation.id,
      label: say('orders.studentNumber.option', {
        number: affiliation.studentNumber,
        faculty: affiliation.faculty[locale],
        department: affiliation.department[locale],
      }),
      hint: say(`orders.affiliation.${affiliation.status}`),
    })),
    records: { name: records.name[locale], phone: records.phone, hours: records.hours[locale] },
    backHref,
  };
}
