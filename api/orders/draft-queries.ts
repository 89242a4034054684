import type { Pool } from 'pg';
import { readDraft } from '../../domain/orders/draft.ts';
import type { DraftData } from '../../domain/orders/draft.ts';
import type { Programme } from '../../domain/orders/expected-graduation.ts';
import type { AffiliationStatus } from '../../domain/orders/fees.ts';
import type { CivilDate } from '../../domain/time/tokyo.ts';
import type { Bilingual } from '../../domain/university/profile.ts';
import { isUuid } from '../../platform/uuid.ts';

/** What the pages before an order is placed read. Each page is one statement; the check page adds the courses. */

/** A student number of the account, with what decides about its certificates and stands on them. */
export interface ApplicantAffiliation {
  id: string;
  studentNumber: string;
  status: AffiliationStatus;
  programme: Programme;
  faculty: Bilingual;
  department: Bilingual;
  /** Year of study; null for whoever does not study for a degree now. */
  year: number | null;
  enrolledOn: CivilDate;
  leftOn: CivilDate | null;
  /** Null when nothing is withheld. */
  holdReason: Bilingual | null;
  courseCount: number;
  person: ApplicantPerson;
}

/** A person's names and birth date as they will stand on the certificates. */
export interface ApplicantPerson {
  nameJa: string;
  nameKana: string;
  nameRoman: string;
  birthDate: CivilDate;
}

/** A draft that was begun and not ordered, as the person recognises it. */
export interface OpenDraft {
  id: string;
  updatedAt: Date;
  data: DraftData;
}

export interface Draft {
  id: string;
  data: DraftData;
  /** The order it became, when it has been placed. */
  orderId: string | null;
  /** Newest first; those of the present study before former ones. */
  affiliations: ApplicantAffiliation[];
  /** The one that the person left last, with something in it; never this one. */
  leftBehind: OpenDraft | null;
}

/** For how long a draft that was left is offered again. Days. */
const REMEMBERED_DAYS = 30;

const AFFILIATIONS = `
  coalesce((
    select json_agg(json_build_object(
      'id', a.id, 'studentNumber', a.student_number, 'status', a.status, 'programme', a.programme, 'year', a.year,
      'faculty', json_build_object('ja', a.faculty_ja, 'en', a.faculty_en),
      'department', json_build_object('ja', a.department_ja, 'en', a.department_en),
      'enrolledOn', a.enrolled_on, 'leftOn', a.left_on,
      'holdReason', case when a.hold_reason_ja is null then null
        else json_build_object('ja', a.hold_reason_ja, 'en', coalesce(a.hold_reason_en, a.hold_reason_ja)) end,
      'courseCount', (select count(*) from course_record c where c.affiliation_id = a.id),
      'person', json_build_object('nameJa', s.name_ja, 'nameKana', s.name_kana,
        'nameRoman', s.name_roman, 'birthDate', s.birth_date)
    ) order by a.left_on desc nulls first, a.enrolled_on desc, a.student_number)
    from account_affiliation m
    join affiliation a on a.id = m.affiliation_id
    join student s on s.id = a.student_id
    where m.account_id = d.account_id
  ), '[]')`;

const LEFT_BEHIND = `(
  select json_build_object('id', e.id, 'updatedAt', e.updated_at, 'data', e.data)
  from order_draft e
  where e.account_id = d.account_id and e.id <> d.id and json_array_length((e.data->'items')::json) > 0
    and e.updated_at > d.updated_at - interval '${REMEMBERED_DAYS} days'
    and not exists (select from "order" placed where placed.placement_key = e.id::text)
  order by e.updated_at desc, e.id limit 1)`;

interface DraftRow extends Omit<Draft, 'data' | 'leftBehind'> {
  data: unknown;
  leftBehind: { id: string; updatedAt: string; data: unknown } | null;
}

/** @returns null when there is no such draft, or when it is somebody else's */
export async function findDraft(
  pool: Pool,
  draftId: string,
  accountId: string,
): Promise<Draft | null> {
  if (!isUuid(draftId)) return null;
  const { rows } = await pool.query<DraftRow>({
    name: 'find-draft',
    text: `select d.id, d.data, o.id as "orderId", ${AFFILIATIONS} as affiliations, ${LEFT_BEHIND} as "leftBehind"
      from order_draft d left join "order" o on o.placement_key = d.id::text
      where d.id = $1 and d.account_id = $2`,
    values: [draftId, accountId],
  });
  const row = rows[0];
  if (!row) return null;
  const { leftBehind } = row;
  return {
    ...row,
    data: readDraft(row.data),
    leftBehind: leftBehind && {
      id: leftBehind.id,
      updatedAt: new Date(leftBehind.updatedAt),
      data: readDraft(leftBehind.data),
    },
  };
}
