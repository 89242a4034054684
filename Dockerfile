# One image for the migration step, the worker, the web process and the codec server: only the command differs.
# Debian, not Alpine: Temporal's native core is built against glibc.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY scripts/generate.ts scripts/generate.ts
COPY prisma/schema.prisma prisma/schema.prisma
RUN npm ci --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# The Temporal core verifies TLS by the system's certificates.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/prisma/generated prisma/generated
COPY . .
USER node
CMD ["node", "api/main.ts"]
