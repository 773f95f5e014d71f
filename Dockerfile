# The tree → an image with the program, the rules and the packages it needs to run; no compiler, no tests, no root.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.types.json ./
COPY scripts scripts
COPY bin bin
COPY grammar grammar
COPY integrations/ws integrations/ws
COPY connectors connectors
COPY src src
# What the build finds out about the rules that ship goes into dist.
COPY rulesets rulesets
RUN node scripts/build.ts

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="Tripline" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json LICENSE ./
# Optional are a compiler, and a binary that only BullMQ would use.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY bin bin
COPY rulesets rulesets
COPY kibana/*.ndjson kibana/
COPY examples/*.pcap examples/*.log examples/
COPY src/console/page src/console/page
COPY deploy/docker/entrypoint.sh deploy/docker/healthcheck.cjs deploy/docker/
COPY --from=build /build/dist dist
# A volume that is mounted on one of these folders belongs to who owns the folder here.
RUN mkdir -p /var/lib/tripline /run/tripline && chown node:node /var/lib/tripline /run/tripline
USER node
WORKDIR /var/lib/tripline
EXPOSE 7070 7071
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["node", "/app/deploy/docker/healthcheck.cjs", "http://127.0.0.1:7070/healthz"]
ENTRYPOINT ["sh", "/app/deploy/docker/entrypoint.sh"]
CMD ["run"]
