package command

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// sessionIdle is how long a session of --stateful lives without a request.
const sessionIdle = 30 * time.Minute

// httpParts are the components of a server that serves over HTTP.
type httpParts struct {
	address *net.TCPAddr
	tls     *tls.Config // nil for HTTP without TLS
	tokens  *serverTokens
}

// assembleHTTP checks everything that HTTP needs, without listening.
func assembleHTTP(settings *httpSettings, logger *slog.Logger) (parts httpParts, err error) {
	failed := func(err error) { logger.Error("a file was changed and cannot be used", "error", err) }
	if parts.address, err = settings.resolve(); err != nil {
		return parts, err
	}
	if parts.tls, err = settings.certificate(failed); err != nil {
		return parts, err
	}
	if settings.tokenFile != "" {
		parts.tokens, err = openServerTokens(settings.tokenFile, failed)
	}
	return parts, err
}

// authenticate finds the caller of a request.
func (p *httpParts) authenticate(settings *httpSettings) func(context.Context, *http.Request) (context.Context, error) {
	switch {
	case settings.auth == authCaller:
		return authenticateCaller
	case p.tokens != nil:
		return p.tokens.authenticate
	}
	return func(ctx context.Context, _ *http.Request) (context.Context, error) { return ctx, nil }
}

// serveHTTP serves over HTTP until ctx ends and what is in flight has been answered.
func serveHTTP(ctx context.Context, name string, mcpServer *serve.Server, parts *parts, settings *settings, process Process) error {
	listener, err := listen(parts.http.address)
	if err != nil {
		return err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if parts.http.tls != nil {
		listener = tls.NewListener(listener, parts.http.tls)
	}
	entrance := newEntrance(mcpServer.Handler(parts.http.options(&settings.http)...))
	fmt.Fprintf(process.Stderr, "%s serves MCP at %s\n", name, settings.http.endpoint(port))
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() {
		entrance.drain(settings.drain())
		stop()
	})()
	return serve.HTTP(serving, listener, entrance, 0)
}

func (p *httpParts) options(settings *httpSettings) []serve.HTTPOption {
	options := []serve.HTTPOption{
		serve.WithRequestContext(p.authenticate(settings)),
		serve.WithAllowedHosts(settings.allowedHosts...),
		serve.WithAllowedOrigins(settings.allowedOrigins...),
		serve.WithTrustedProxies(settings.proxies...),
	}
	if settings.stateful {
		options = append(options, serve.WithSessions(sessionIdle))
	}
	return options
}

// drain returns how long calls in flight may take when the server stops: as long as any call.
func (s *settings) drain() time.Duration {
	if s.callTimeout > 0 {
		return s.callTimeout
	}
	return defaultCallTimeout
}

// answer answers a request that never reaches the protocol.
func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}
