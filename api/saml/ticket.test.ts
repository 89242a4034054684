import type { SamlAnswer } from '../../gateways/directory-saml/port.ts';
import { createTestApp } from '../../tests/support/app.ts';
import type { TestApp } from '../../tests/support/app.ts';
import { issueTicket } from './ticket.ts';

let test: TestApp;
let universityId: string;
beforeAll(async () => {
  test = await createTestApp();
  const rakuo = { where: { code: 'rakuo' } };
  universityId = (await test.database.prisma.university.findUniqueOrThrow(rakuo)).id;
});
afterAll(() => test.close());

const request = (id: string, expiresAt = new Date(Date.now() + 60_000)) =>
  test.database.prisma.samlRequest.create({
    data: { id, universityId, door: 'student', browserHash: 'x', expiresAt },
  });
const answer = (requestId: string, assertionId: string): SamlAnswer & { kind: 'accepted' } => ({
  kind: 'accepted',
  requestId,
  assertionId,
  expiresAt: new Date(Date.now() + 60_000),
  identity: { subjectId: 'a@rakuo.example', affiliations: [], studentNumbers: [] },
  visit: {
    nameId: 'n',
    nameIdFormat: null,
    nameQualifier: null,
    spNameQualifier: null,
    sessionIndex: null,
  },
});
const issue = (requestId: string, assertionId: string) =>
  issueTicket(test.deps, universityId, answer(requestId, assertionId));

describe('the ticket for a genuine answer', () => {
  it('is one a request, of twenty different answers at the same moment', async () => {
    await request('one-request');
    const issued = await Promise.all(
      Array.from({ length: 20 }, (_, n) => issue('one-request', `assertion-${n}`)),
    );
    expect(issued.filter((ticket) => ticket !== null)).toHaveLength(1);
  });

  it('is one an assertion, of twenty requests that it answers at the same moment', async () => {
    const requests = Array.from({ length: 20 }, (_, n) => `request-${n}`);
    await Promise.all(requests.map((id) => request(id)));
    const issued = await Promise.all(requests.map((id) => issue(id, 'one-assertion')));
    expect(issued.filter((ticket) => ticket !== null)).toHaveLength(1);
  });

  it('is none for a request that has run out, is unknown, or is another university’s', async () => {
    await request('too-late', new Date(Date.now() - 1));
    expect(await issue('too-late', 'a1')).toBeNull();
    expect(await issue('never-sent', 'a2')).toBeNull();
    await request('of-rakuo');
    const aomine = await test.database.prisma.university.findUniqueOrThrow({
      where: { code: 'aomine' },
    });
    expect(await issueTicket(test.deps, aomine.id, answer('of-rakuo', 'a3'))).toBeNull();
    expect(await issue('of-rakuo', 'a3')).not.toBeNull();
  });
});
