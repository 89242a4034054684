import { rakuoPassword } from '../../../prisma/sample-data/rakuo-people.ts';
import { CertificatesPage, CheckPage, StudentNumberPage } from './ordering.ts';
import { arriveAt } from './page.ts';
import type { Visit } from './page.ts';
import { TopPage } from './sign-in.ts';
import { answerConsent, logInAtProvider, SamlSignInPage } from './single-sign-on.ts';

/** From the university's own login to the page that shows everything once more: one certificate of the present number. */
export async function goToCheckAtRakuo(
  visit: Visit,
  origin: string,
  userId: string,
): Promise<CheckPage> {
  await visit.page.goto(`${origin}/rakuo/sign-in`);
  await (await arriveAt(visit, SamlSignInPage)).goToProvider();
  await logInAtProvider(visit, userId, rakuoPassword);
  await answerConsent(visit, 'release');
  await (await arriveAt(visit, TopPage)).printAtStore();
  const number = await arriveAt(visit, StudentNumberPage);
  const present = visit.page.locator('label', { hasText: '25MT1002' });
  if ((await present.count()) > 0) await number.choose('25MT1002');
  await number.continue();
  await (await arriveAt(visit, CertificatesPage)).order('1');
  return arriveAt(visit, CheckPage);
}
