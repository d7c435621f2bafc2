# kb in a container:
#   docker build -t kb .
#   docker run --rm -v "$PWD:/site" kb build
#   docker run --rm -v "$PWD:/site" -p 127.0.0.1:4040:4040 kb serve --address 0.0.0.0 --port 4040
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock README.md ./
COPY src src
COPY search search
COPY content content
COPY themes themes
RUN cargo install --locked --path . --root /out

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates tzdata && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/bin/kb /usr/local/bin/kb
WORKDIR /site
ENTRYPOINT ["kb"]
