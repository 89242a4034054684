import compression from 'compression';
import express from 'express';
import type { Express } from 'express';
import { createAccountRouter } from './account/routes.ts';
import { createBouncedMailRouter } from './bounced-mail/webhook.ts';
import type { AppDependencies } from './dependencies.ts';
import { galleryRouter } from './gallery/router.ts';
import { createHealthRouter } from './health/routes.ts';
import { createHomeRouter } from './home/routes.ts';
import { changeLink } from './mail-address/link.ts';
import { createMailAddressRouter } from './mail-address/routes.ts';
import { answerFailures, noSuchPage } from './middleware/answer-failures.ts';
import { servePictures } from './manual/serve-pictures.ts';
import { createManualRouter } from './manual/routes.ts';
import { chooseLocale } from './middleware/choose-locale.ts';
import { readCookies } from './middleware/cookies.ts';
import { frameFacts } from './middleware/frame.ts';
import { showKeptForm } from './kept-forms/show-kept-form.ts';
import { guardForms } from './middleware/guard-forms.ts';
import { identifyRequest } from './middleware/identify-request.ts';
import { refuseOtherSites } from './middleware/refuse-other-sites.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { sessions } from './middleware/sessions.ts';
import { setUpAccount } from './middleware/set-up-account.ts';
import { setUpStaff } from './middleware/set-up-staff.ts';
import { setUpUniversity } from './middleware/set-up-university.ts';
import { staffSessions } from './middleware/staff-sessions.ts';
import { createLinksRouter } from './one-time-links/link.ts';
import { createMessagesRouter } from './messages/routes.ts';
import { createOrdersRouter } from './orders/routes.ts';
import { paths } from './paths.ts';
import { createPaymentsRouter, createWebhooksRouter } from './payments/routes.ts';
import { registrationLink } from './registration/link.ts';
import { createRegistrationRouter } from './registration/routes.ts';
import { createReceiptsRouter } from './receipts/routes.ts';
import { assetsRouter } from './rendering/assets-router.ts';
import { setUpLayout } from './rendering/set-up-layout.ts';
import { allowProvider } from './saml/allow-provider.ts';
import { createSamlConsumerRouter, createSamlRouter } from './saml/routes.ts';
import { createSecondPasswordLimits } from './second-password/limits.ts';
import { resetSecondPasswordPage } from './second-password/reset.ts';
import { createSecondPasswordRouter } from './second-password/routes.ts';
import { createSignInRouter } from './sign-in/routes.ts';
import { invitationLink } from './staff/enrolment.ts';
import { createStaffRouter } from './staff/routes.ts';
import { createTopRouter } from './top/routes.ts';
import { createWhereToPrintRouter } from './where-to-print/routes.ts';

/** The whole web site on what it is given; it listens nowhere by itself. */
export function createApp(deps: AppDependencies): Express {
  const { environment, logger, pool, profiles, clock } = deps;
  const secondPasswordLimits = createSecondPasswordLimits(deps);
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', environment.TRUSTED_PROXIES);

  app.use(identifyRequest(logger));
  app.use(securityHeaders(environment));
  app.use(assetsRouter());
  app.use(servePictures());
  app.use(createHealthRouter(deps));
  app.use(compression({ threshold: 1024, level: 4 }));
  if (environment.NODE_ENV !== 'production') app.use(paths.gallery(), galleryRouter());

  app.use(createWebhooksRouter(deps));
  app.use(createBouncedMailRouter(deps));
  app.use(createSamlConsumerRouter(deps));

  app.use(refuseOtherSites(environment.PUBLIC_ORIGIN));
  app.use(express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 100 }));
  app.use(readCookies);
  app.use(setUpUniversity(profiles, clock));
  app.use(allowProvider(deps));
  app.use(staffSessions(deps));
  app.use(sessions(deps));
  app.use(setUpAccount(deps));
  app.use(setUpStaff(pool));
  app.use(chooseLocale(environment, pool));
  app.use(guardForms(deps));
  app.use(setUpLayout((_req, res) => frameFacts(res), clock));
  app.use(showKeptForm(pool));

  app.use(createHomeRouter(deps));
  app.use(createWhereToPrintRouter());
  app.use(createSignInRouter(deps));
  app.use(createSamlRouter(deps));
  app.use(createRegistrationRouter(deps));
  app.use(createMailAddressRouter(deps));
  app.use(createSecondPasswordRouter(deps, secondPasswordLimits));
  app.use(
    createLinksRouter(deps, {
      register_address: registrationLink(deps),
      change_address: changeLink(deps),
      reset_second_password: resetSecondPasswordPage(deps, secondPasswordLimits),
      staff_invitation: invitationLink(deps),
    }),
  );
  app.use(createAccountRouter(deps));
  app.use(createTopRouter(deps));
  app.use(createManualRouter(deps));
  app.use(createOrdersRouter(deps));
  app.use(createMessagesRouter(deps));
  app.use(createReceiptsRouter(deps));
  app.use(createPaymentsRouter(deps));
  app.use(createStaffRouter(deps));

  app.use(noSuchPage);
  app.use(answerFailures(logger, clock));
  return app;
}
