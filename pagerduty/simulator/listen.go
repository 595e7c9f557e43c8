package simulator

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Listen is [Simulator.Listen] for a new simulator. It panics at the options at which New panics. The account is made at the first
// request, so that the program starts faster.
func Listen(ctx context.Context, address string, options ...Option) (url string, err error) {
	s := configured(options)
	open := sync.OnceFunc(s.open)
	return listen(ctx, address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		open()
		s.ServeHTTP(w, r)
	}))
}

// Listen serves the simulator on a TCP address until ctx ends. It returns the URL as soon as the simulator accepts connections. Port 0
// takes a free port: "127.0.0.1:0".
func (s *Simulator) Listen(ctx context.Context, address string) (url string, err error) {
	return listen(ctx, address, s)
}

func listen(ctx context.Context, address string, handler http.Handler) (url string, err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return "", fmt.Errorf("the simulator cannot listen on %s: %w", address, err)
	}
	serve(ctx, listener, handler)
	return "http://" + reachable(listener), nil
}

// ListenTLS is Listen over HTTPS, for clients that refuse HTTP. It makes a certificate for the address and for this machine, and returns it
// in PEM. Clients must trust that certificate. It is of no use after ctx ends.
func (s *Simulator) ListenTLS(ctx context.Context, address string) (url string, certificate []byte, err error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return "", nil, fmt.Errorf("the simulator cannot listen on %s: %w", address, err)
	}
	own, certificate, err := newCertificate(host)
	if err != nil {
		return "", nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return "", nil, fmt.Errorf("the simulator cannot listen on %s: %w", address, err)
	}
	serve(ctx, tls.NewListener(listener, &tls.Config{
		Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
	}), s)
	return "https://" + reachable(listener), certificate, nil
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler) {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // ends requests that wait
	}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }() // returns http.ErrServerClosed at the end
}

// reachable returns an address at which this machine reaches a listener. If it listens on all addresses, that is the loopback address.
func reachable(listener net.Listener) string {
	address := listener.Addr().(*net.TCPAddr)
	if address.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", address.Port)
	}
	return address.String()
}
