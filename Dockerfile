# syntax=docker/dockerfile:1

# The program, built with everything it needs inside: starter content, migrations, SQLite.
FROM rust:1.95-bookworm AS build
WORKDIR /build
COPY Cargo.toml Cargo.lock build.rs ./
COPY src src
COPY templates templates
COPY benches benches
COPY content content
COPY migrations migrations
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --locked --release --bin safe-migration-bot \
    && install -D target/release/safe-migration-bot /out/usr/local/bin/safe-migration-bot \
    && install -d -m 0700 /out/data \
    && /out/usr/local/bin/safe-migration-bot content check

# No shell, no package manager, no root.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/usr/local/bin/safe-migration-bot /usr/local/bin/safe-migration-bot
# 65532 is distroless' user `nonroot`. A new volume takes over the owner.
COPY --from=build --chown=65532:65532 /out/data /data
# Ours, and that of the font inside the program.
COPY LICENSE src/drawing/fonts/LICENSE.txt /usr/share/doc/safe-migration-bot/
ENV DATABASE_URL=sqlite:///data/bot.db \
    SECRET_KEY_FILE=/data/secret.key \
    STICKERS_RECORD=/data/stickers.json \
    LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
USER 65532:65532
# No HEALTHCHECK: it would need a program inside, and there is no shell and no curl. Ask /healthz
# (alive) and /readyz (it can serve) from outside.
ENTRYPOINT ["/usr/local/bin/safe-migration-bot"]
CMD ["run"]
