# Builds the image that make dist writes without Docker, for those who build their own: docs/deploy.md. The tests compare the two.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /out/pagerduty-mcp ./servers/pagerduty-mcp

FROM scratch
LABEL io.modelcontextprotocol.server.name="io.github.pagerduty-mcp/pagerduty-mcp" \
      org.opencontainers.image.source="https://github.com/pagerduty-mcp/pagerduty-mcp-go" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /src/LICENSE /out/pagerduty-mcp /
USER 65532:65532
ENTRYPOINT ["/pagerduty-mcp"]
