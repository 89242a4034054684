import { defineConfig } from 'prisma/config';

// Where Prisma's command line finds the schema. No address of a database: migrations are made by
// scripts/make-migration.ts and applied by prisma/migrate.ts.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
