package serve

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// These limits keep a client from holding a connection open without using it.
const (
	headerTime     = 10 * time.Second
	idleTime       = 2 * time.Minute
	maxHeaderBytes = 60 << 10 // net/http adds 4 KiB
)

// HTTP serves handler on listener until ctx ends. It then accepts nothing more, lets running requests finish for the time drain, cancels
// them, and returns nil. It returns an error if the listener fails. It closes the listener.
//
// For HTTPS, pass a listener of crypto/tls whose NextProtos begin with "h2". Other handlers than that of [Server.Handler] must answer within
// 30 seconds, unless they set another deadline with an http.ResponseController.
//
// Failures of connections, such as TLS handshakes, go to logger at info level: everyone who can connect can cause them.
func HTTP(ctx context.Context, listener net.Listener, handler http.Handler, drain time.Duration, logger *slog.Logger) error {
	requests, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeaderBytes,
		HTTP2:             &http.HTTP2Config{WriteByteTimeout: writeTime},
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelInfo),
		BaseContext:       func(net.Listener) context.Context { return requests },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stopping, stop := context.WithTimeout(context.Background(), drain+stopWithin)
	defer stop()
	cut := time.AfterFunc(drain, func() { cancel(errStopping) })
	defer cut.Stop()
	err := server.Shutdown(stopping)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}
