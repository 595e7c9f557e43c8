package trial

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// listen serves a handler on a free port of this machine until ctx ends, and returns its URL.
func listen(ctx context.Context, handler http.Handler) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("serving the account: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }() // returns http.ErrServerClosed at the end
	return "http://" + listener.Addr().String(), nil
}
