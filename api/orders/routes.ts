import { Router } from 'express';
import type { AppDependencies } from '../dependencies.ts';
import { route } from '../middleware/policy.ts';
import { paths } from '../paths.ts';
import { showCalendar } from './calendar.ts';
import { showCancel, submitCancel } from './cancel.ts';
import { showCodeImage } from './code-image.ts';
import { showCertificates, submitCertificates } from './certificates.ts';
import { showCheck, submitCheck } from './check.ts';
import { showList } from './list.ts';
import { showPreview } from './preview.ts';
import { beginOrder, leadToTop } from './new-order.ts';
import { showOrder } from './order.ts';
import { showReopen, submitReopen } from './reopen.ts';
import { showStudentNumber, submitStudentNumber } from './student-number.ts';

/** From choosing a certificate to its number at the copier. */
export function createOrdersRouter(deps: AppDependencies): Router {
  const router = Router();
  const university = ':university';
  const number = paths.draftStudentNumber(university, ':draft');
  const certificates = paths.draftCertificates(university, ':draft');
  const check = paths.draftCheck(university, ':draft');
  const preview = paths.draftPreview(university, ':draft', ':item');
  const cancel = paths.cancelOrder(university, ':order');

  route(router, 'get', paths.newOrder(university), 'account', leadToTop);
  route(router, 'post', paths.newOrder(university), 'account', beginOrder(deps));
  route(router, 'get', number, { account: 'draft' }, showStudentNumber(deps));
  route(router, 'post', number, { account: 'draft' }, submitStudentNumber(deps));
  route(router, 'get', certificates, { account: 'draft' }, showCertificates(deps));
  route(router, 'post', certificates, { account: 'draft' }, submitCertificates(deps));
  route(router, 'get', check, { account: 'draft' }, showCheck(deps));
  route(router, 'post', check, { account: 'draft' }, submitCheck(deps));
  route(router, 'get', preview, { account: 'draft' }, showPreview(deps));

  route(router, 'get', paths.orders(university), 'account', showList(deps, 'printable'));
  route(router, 'get', paths.orderHistory(university), 'account', showList(deps, 'history'));
  route(router, 'get', paths.order(university, ':order'), { account: 'order' }, showOrder(deps));
  const picture = paths.printCodeImage(university, ':order', ':network', ':position');
  route(router, 'get', picture, { account: 'order' }, showCodeImage(deps));
  route(
    router,
    'get',
    paths.orderCalendar(university, ':order'),
    { account: 'order' },
    showCalendar(deps),
  );
  route(router, 'get', cancel, { account: 'order' }, showCancel(deps));
  route(router, 'post', cancel, { account: 'order' }, submitCancel(deps));
  const reopen = paths.reopenPrintWindow(university, ':order');
  route(router, 'get', reopen, { account: 'order' }, showReopen(deps));
  route(router, 'post', reopen, { account: 'order' }, submitReopen(deps));
  return router;
}
