import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createDevServerEnvironment, createTimeSkippingEnvironment } from './temporal.ts';

let environment: TestWorkflowEnvironment | undefined;

afterEach(async () => {
  await environment?.teardown();
  environment = undefined;
});

it('skips a week in a moment', async () => {
  environment = await createTimeSkippingEnvironment();
  const before = await environment.currentTimeMs();
  const began = performance.now();
  await environment.sleep('7 days');
  expect(performance.now() - began).toBeLessThan(5_000);
  expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(7 * 86_400_000);
});

it('starts the real server with search attributes', async () => {
  const stage = defineSearchAttributeKey('CertStage', SearchAttributeType.KEYWORD);
  environment = await createDevServerEnvironment({ searchAttributes: [stage] });
  const { customAttributes } = await environment.connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  expect(Object.keys(customAttributes)).toContain('CertStage');
});
