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
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/redisstore"
)

// sessionIdle is how long a session of --stateful lives without a request.
const sessionIdle = 30 * time.Minute

// httpParts are the components of a server that serves over HTTP.
type httpParts struct {
	address *net.TCPAddr
	tls     *tls.Config   // nil for HTTP without TLS
	tokens  *serverTokens // of callers; nil if they need none

	scrapers *serverTokens // of those who read the metrics; nil if they need none
	offer    *offer
	state    *redisstore.Store // nil without --state
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
		if parts.scrapers, err = openServerTokens(settings.tokenFile, failed); err != nil {
			return parts, err
		}
		if settings.auth != authCaller {
			parts.tokens = parts.scrapers
		}
	}
	parts.state, err = settings.state.open(logger, failed)
	return parts, err
}

// requestContext returns the function that finds the caller of a request, and which tools the request leaves.
func (p *httpParts) requestContext(settings *httpSettings, region pagerduty.Region) func(context.Context, *http.Request) (context.Context, error) {
	return func(ctx context.Context, r *http.Request) (_ context.Context, err error) {
		switch {
		case settings.auth == authCaller:
			ctx, err = authenticateCaller(ctx, r, region)
		case p.tokens != nil:
			ctx, err = p.tokens.authenticate(ctx, r)
		}
		if err != nil {
			return nil, err
		}
		return p.offer.narrow(ctx, r)
	}
}

// serveHTTP serves over HTTP until ctx ends and what is in flight has been answered.
func serveHTTP(ctx context.Context, name string, mcpServer *serve.Server, parts *parts, settings *settings, process Process, logger *slog.Logger) error {
	listener, err := listen(parts.http.address)
	if err != nil {
		return err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if parts.http.tls != nil {
		listener = tls.NewListener(listener, parts.http.tls)
	}
	endpoints := parts.http.offer.endpoints()
	api := parts.account.address
	handler := mcpServer.Handler(append(parts.http.options(settings, api), serve.WithStop(ctx))...)
	entrance := newEntrance(parts.watch.AroundHTTP(handler), endpoints, settings.http.metadata(api, endpoints))
	if metrics := parts.watch.Metrics(); metrics != nil {
		entrance.metrics = parts.http.metricsFor(metrics)
	}
	entrance.problem, entrance.lacks = parts.http.problem, parts.http.stateProblem
	parts.http.watchState(ctx, logger)
	fmt.Fprintf(process.Stderr, "%s serves MCP at %s\n", name, settings.http.endpoint(port))
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() {
		entrance.drain(settings.drain())
		stop()
	})()
	return serve.HTTP(serving, listener, entrance, 0, logger)
}

// problem returns why no caller can be served, or "".
func (p *httpParts) problem() string {
	if p.tokens != nil {
		if _, err := p.tokens.get(); err != nil {
			return "the file of server tokens cannot be used: the log has the reason"
		}
	}
	return ""
}

func (p *httpParts) options(all *settings, api string) []serve.HTTPOption {
	settings := &all.http
	options := []serve.HTTPOption{
		serve.WithRequestContext(p.requestContext(settings, regionOf(api))),
		serve.WithOffered(offered),
		serve.WithInstructions(func(ctx context.Context) string { return p.offer.instructions(ctx, all) }),
		serve.WithChallenge(settings.challenge),
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
