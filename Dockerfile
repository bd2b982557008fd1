# Two stages: one builds, the other holds what a nightly run needs and nothing else. docs/deployment.md says how to run it.
FROM debian:bookworm-slim AS build
WORKDIR /source
COPY dev ./
COPY tools/packages.txt tools/
RUN ./dev packages build
COPY . .
RUN ./dev build release nightporter && cmake --install build/release --prefix /usr/local --component program --strip

FROM debian:bookworm-slim
WORKDIR /setup
COPY dev ./
COPY tools/packages.txt tools/
RUN ./dev packages image && rm -rf /setup /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
COPY --from=build /usr/local /usr/local
# The build has no user namespaces: this one time Chrome is started without its sandbox, to see that nothing it needs is missing.
RUN /usr/local/libexec/nightporter/chrome-setup --for unattended --sandbox off && nightporter --version

RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/nightporter --create-home nightporter
USER 10001:10001
WORKDIR /var/lib/nightporter
ENV NIGHTPORTER_DATA=/var/lib/nightporter/data \
    NIGHTPORTER_DOWNLOADS=/var/lib/nightporter/downloads \
    LANG=C.UTF-8
# Database, sealed sessions and their key, log, evidence, files; nightporter.yaml may lie here too.
VOLUME /var/lib/nightporter
HEALTHCHECK --interval=5m --timeout=30s --start-period=30s CMD ["nightporter", "doctor", "--quick"]
ENTRYPOINT ["tini", "--", "nightporter"]
CMD ["run"]
