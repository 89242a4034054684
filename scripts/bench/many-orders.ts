// Orders by the hundred thousand, made in PostgreSQL itself: rows as the product would have left them after years.
import type { Pool } from 'pg';

/** Orders of each of the people who are made up. */
const ORDERS_EACH = 100;

const FAMILIES =
  'サトウ,スズキ,タカハシ,タナカ,イトウ,ワタナベ,ヤマモト,ナカムラ,コバヤシ,カトウ,ヨシダ,ヤマダ,ササキ,ヤマグチ,マツモト,イノウエ,キムラ,ハヤシ,シミズ,ヤマザキ,モリ,アベ,イケダ,ハシモト,ヤマシタ,イシカワ,ナカジマ,マエダ,フジタ,オガワ,ゴトウ,オカダ,ハセガワ,ムラカミ,コンドウ,イシイ,サカモト,エンドウ,アオキ,フジイ';

const PEOPLE = `
with people as (
  select n, gen_random_uuid() as student, gen_random_uuid() as affiliation, gen_random_uuid() as account,
    (string_to_array('${FAMILIES}', ','))[1 + n % 40] || chr(12450 + (n / 40) % 40) as family
  from generate_series(1, $2::int) n
), students as (
  insert into student (id, university_id, directory_id, name_ja, name_kana, name_roman, birth_date)
  select student, $1, 'many-' || n, family || chr(12288) || n, family || chr(12288) || 'ハナ', 'MANY ' || n, '2000-01-01' from people
), affiliations as (
  insert into affiliation (id, university_id, student_id, student_number, status, programme, faculty_ja, faculty_en,
    department_ja, department_en, enrolled_on)
  select affiliation, $1, student, 'M' || lpad(n::text, 7, '0'), 'student', 'undergraduate', '理学部',
    'Faculty of Science', '物理学科', 'Department of Physics', '2020-04-01' from people
)
insert into account (id, university_id, user_type, login_id, locale)
select account, $1, 'student', 'many-' || n, 'ja' from people`;

/** $1: university; $2: orders of each; $3: only this account, or null for all that were made up; $4: numbers begin here. */
const ORDERS = `
with whose as (
  select c.id as account, a.id as affiliation, a.student_number, s.name_ja, s.name_kana, s.name_roman,
    row_number() over (order by c.login_id) as person
  from account c join student s on s.university_id = c.university_id and s.directory_id = c.login_id
  join lateral (select id, student_number from affiliation where student_id = s.id order by student_number limit 1) a on true
  where c.university_id = $1 and case when $3::uuid is null then c.login_id like 'many-%' else c.id = $3 end
), made as (
  select whose.*, gen_random_uuid() as id, $4::int + (person - 1) * $2::int + i as number, i,
    now() - interval '20 days' - (i * 17 + person % 17) * interval '1 hour' as placed
  from whose, generate_series(1, $2::int) i
), orders as (
  insert into "order" (id, university_id, account_id, issue_number, placement_key, locale, placed_at, placed_on,
    profile_edition, destination, print_networks, issue_fee_yen, system_fee_yen, total_yen, payment_method,
    payment_deadline, print_deadline, frozen_person, started_at, state, revision, paid_at, printable_at, ended_at)
  select id, $1, account, number::text, id::text, 'ja', placed, to_char(placed + interval '9 hours', 'YYYY-MM-DD'),
    'bench', 'convenience_store', '{netprint,network-print}', 300, 0, 300, 'card', placed + interval '3 hours',
    placed + interval '8 days',
    json_build_object('nameJa', name_ja, 'nameKana', name_kana, 'nameRoman', name_roman, 'birthDate', '2000-01-01'),
    placed, case when number % 500 = 0 then 'refunded' when number % 7 = 0 then 'lapsed' else 'printed' end, 4,
    case when number % 7 = 0 then null else placed + interval '2 minutes' end,
    case when number % 7 = 0 then null else placed + interval '3 minutes' end, placed + interval '9 days'
  from made
)
insert into order_line (id, order_id, affiliation_id, position, student_number, certificate_kind, language, name_ja,
  name_en, copies, unit_fee_yen, fee_yen)
select gen_random_uuid(), id, affiliation, 1, student_number, 'enrolment', 'ja', '在学証明書',
  'Certificate of Enrollment', 1, 300, 300 from made`;

const FIRST_NUMBER = 10_000_000;

/** Makes up `count` ended orders of people of a university (a multiple of a hundred). Takes a minute a million. */
export async function makeManyOrders(
  pool: Pool,
  universityId: string,
  count: number,
): Promise<void> {
  await pool.query(PEOPLE, [universityId, count / ORDERS_EACH]);
  await pool.query(ORDERS, [universityId, ORDERS_EACH, null, FIRST_NUMBER]);
  await pool.query('analyze');
}

/** Gives one student, found by the account, `count` ended orders more. */
export async function makeOrdersOf(
  pool: Pool,
  of: { universityId: string; accountId: string },
  count: number,
): Promise<void> {
  await pool.query(ORDERS, [of.universityId, count, of.accountId, FIRST_NUMBER / 2]);
  await pool.query('analyze');
}
