import { Router, json } from 'express';
import { z } from 'zod';
import type { Desk } from './desk.ts';
import { hostileKinds } from './hostile.ts';
import { providerUserSchema } from './people.ts';

const schemas = {
  users: z.strictObject({ users: z.array(providerUserSchema) }),
  services: z.strictObject({ metadata: z.string().min(1) }),
  hostile: z.strictObject({
    kind: z.string().refine((kind) => hostileKinds.includes(kind), 'no such kind'),
    victim: z.string().nullable().default(null),
  }),
  settings: z.strictObject({
    encrypts: z.boolean().optional(),
    endsVisits: z.boolean().optional(),
  }),
  keys: z.strictObject({ step: z.enum(['add', 'switch', 'drop']) }),
  logout: z.strictObject({ uid: z.string(), isSigned: z.boolean().default(true) }),
};

/** JSON interface of the provider under `/identity-provider/control`. */
export function createProviderControl(desk: Desk): Router {
  const router = Router();
  router.use(json({ limit: '5mb' }));
  const on = <S extends z.ZodType>(
    method: 'post' | 'put',
    path: string,
    schema: S,
    act: (body: z.infer<S>) => unknown,
  ) => {
    router[method](path, async (request, response) => {
      const parsed = schema.safeParse(request.body);
      if (!parsed.success) {
        response.status(400).json({ error: z.prettifyError(parsed.error) });
        return;
      }
      response.json((await act(parsed.data)) ?? {});
    });
  };

  router.get('/users', (_request, response) => {
    response.json({ users: desk.users() });
  });
  on('put', '/users', schemas.users, ({ users }) => desk.setUsers(users));
  on('put', '/services', schemas.services, ({ metadata }) => {
    const { entityId } = desk.addService(metadata);
    return { entityId };
  });
  router.get('/hostile', (_request, response) => {
    response.json({ kinds: hostileKinds });
  });
  on('post', '/hostile', schemas.hostile, ({ kind, victim }) => desk.arm(kind, victim));
  on('post', '/settings', schemas.settings, ({ encrypts, endsVisits }) => {
    desk.encrypts = encrypts ?? desk.encrypts;
    desk.endsVisits = endsVisits ?? desk.endsVisits;
  });
  on('post', '/keys', schemas.keys, ({ step }) => ({ keys: desk.rollKeys(step) }));
  on('post', '/logout', schemas.logout, async ({ uid, isSigned }) => {
    const visits = desk.visitsOf(uid);
    const addresses = await Promise.all(
      visits.map((visit) => desk.logoutAddresses(visit, { isSigned })),
    );
    return { addresses: addresses.flat() };
  });
  return router;
}
