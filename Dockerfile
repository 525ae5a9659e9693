# The images of Aisle's services, one target each: docker build --target api .
# Any builder does: nothing here needs BuildKit.
ARG BUN_IMAGE=docker.io/oven/bun:1.4.5-slim

FROM ${BUN_IMAGE} AS manifests
WORKDIR /aisle
# Every workspace's, or the lock file would not match. Sources come later: packages are fetched anew only when these change.
COPY package.json bun.lock bunfig.toml ./
COPY api/package.json api/
COPY chaos/package.json chaos/
COPY client/package.json client/
COPY contract/package.json contract/
COPY delivery/package.json delivery/
COPY demo/package.json demo/
COPY loadtest/package.json loadtest/
COPY mlflow/package.json mlflow/
COPY platform/package.json platform/
COPY recommender/package.json recommender/
COPY releases/package.json releases/
COPY store/package.json store/
COPY testcluster/package.json testcluster/
COPY trainer/package.json trainer/
COPY web/package.json web/
COPY scripts/install-for scripts/

FROM manifests AS api-packages
RUN scripts/install-for api

FROM manifests AS releases-packages
RUN scripts/install-for releases

FROM manifests AS trainer-packages
RUN scripts/install-for trainer

FROM manifests AS web-packages
RUN scripts/install-for web

FROM ${BUN_IMAGE} AS service
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
ARG SOURCE=
LABEL org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /aisle
ENV NODE_ENV=production \
    AISLE_HOME=/var/lib/aisle \
    GIT_COMMIT=${REVISION}
# A volume that is mounted here for the first time belongs to whom this folder does.
RUN mkdir -p /var/lib/aisle/models && chown -R bun:bun /var/lib/aisle
VOLUME /var/lib/aisle
USER bun

FROM service AS api
LABEL org.opencontainers.image.title="aisle-api" \
      org.opencontainers.image.description="Product recommendations by REST"
COPY --from=api-packages /aisle .
# Bun reads in it how JSX is compiled.
COPY tsconfig.json .
COPY contract/src contract/src
COPY platform/src platform/src
COPY recommender/src recommender/src
COPY store/src store/src
COPY api/src api/src
ENV API_HOST=0.0.0.0 \
    API_INTERNAL_HOST=0.0.0.0
EXPOSE 3000 3100
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["bun", "-e", "process.exit((await fetch(`http://127.0.0.1:${process.env.API_INTERNAL_PORT ?? 3100}/health/live`)).ok ? 0 : 1)"]
CMD ["bun", "api/src/main.ts"]

FROM service AS releases
LABEL org.opencontainers.image.title="aisle-releases" \
      org.opencontainers.image.description="The release desk: canary reports, Git commits and reverts"
USER root
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git openssh-client \
 && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/apt/* /var/cache/ldconfig
USER bun
COPY --from=releases-packages /aisle .
COPY contract/src contract/src
COPY platform/src platform/src
# Bun reads in it how JSX is compiled.
COPY tsconfig.json .
COPY mlflow/src mlflow/src
COPY releases/src releases/src
ENV RELEASES_HOST=0.0.0.0
EXPOSE 8090
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["bun", "-e", "process.exit((await fetch(`http://127.0.0.1:${process.env.RELEASES_PORT ?? 8090}/health/live`)).ok ? 0 : 1)"]
CMD ["bun", "releases/src/main.ts"]

FROM service AS trainer
LABEL org.opencontainers.image.title="aisle-trainer" \
      org.opencontainers.image.description="Trains, compares and registers models"
COPY --from=trainer-packages /aisle .
COPY contract/src contract/src
COPY platform/src platform/src
COPY client/src client/src
COPY mlflow/src mlflow/src
COPY recommender/src recommender/src
COPY store/src store/src
COPY trainer/src trainer/src
# It is a command, not a service: what it ends with is its health.
HEALTHCHECK NONE
ENTRYPOINT ["bun", "trainer/src/main.ts"]
CMD ["--help"]

FROM service AS web
LABEL org.opencontainers.image.title="aisle-web" \
      org.opencontainers.image.description="The demo shop"
COPY --from=web-packages /aisle .
COPY contract/src contract/src
COPY platform/src platform/src
# Bun reads in it how JSX is compiled.
COPY tsconfig.json .
COPY client/src client/src
COPY mlflow/src mlflow/src
COPY web/src web/src
ENV WEB_HOST=0.0.0.0
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["bun", "-e", "process.exit((await fetch(`http://127.0.0.1:${process.env.WEB_PORT ?? 8080}/health/live`)).ok ? 0 : 1)"]
CMD ["bun", "web/src/main.ts"]
