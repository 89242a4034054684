import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from '../platform/temporal/data-converter.ts';

const WORKFLOWS_PATH = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/**
 * Bundles the workflows as they stand. About two seconds; production does it ahead (`npm run bundle`).
 *
 * The modules of our lives are evaluated once a worker, not once a life: that is most of what a life costs in memory and
 * of a replay (docs/benchmarks.md, P8, P10). So none of them may remember anything; the lint refuses what could, and the
 * SDK freezes what they export.
 */
export async function bundleWorkflows(): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    failureConverterPath: FAILURE_CONVERTER_PATH,
    preloadModules: [WORKFLOWS_PATH, FAILURE_CONVERTER_PATH],
    logger: new DefaultLogger('WARN'),
  });
}

/** @param builtAhead path of a bundle, or undefined to bundle now */
export async function workflowBundle(
  builtAhead: string | undefined,
): Promise<WorkflowBundleOption> {
  return builtAhead ? { codePath: builtAhead } : bundleWorkflows();
}

if (import.meta.main) {
  const target = process.argv[2] ?? join('.data', 'workflow-bundle.js');
  const { code } = await bundleWorkflows();
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
  console.log(
    `The workflow bundle is at ${target}: start the worker with WORKFLOW_BUNDLE=${target}.`,
  );
}
