import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { readEnvironment } from '../platform/env.ts';

/** The web process. */
if (import.meta.main) {
  try {
    const environment = readEnvironment(process.env);
    // What was compiled once is kept: everything else is imported behind this line and loads in two thirds of the time.
    enableCompileCache(join(environment.CACHE_DIR, 'compiled'));
    const { serve } = await import('./serve.ts');
    await serve(environment);
  } catch (error) {
    // Nothing listens and nothing is lost: say why on one line and let whoever started it decide.
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
