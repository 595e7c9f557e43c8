package simulator

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Listen serves the simulator on a TCP address until ctx ends and returns its URL as soon as it accepts connections.
// Port 0 takes a free port: "127.0.0.1:0".
func (s *Simulator) Listen(ctx context.Context, address string) (url string, err error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return "", fmt.Errorf("the simulator cannot listen on %s: %w", address, err)
	}
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // its end frees requests that wait
	}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() { _ = server.Serve(listener) }() // ends with the error that the server was closed
	return "http://" + reachable(listener.Addr().(*net.TCPAddr)), nil
}

// reachable is the address at which this machine reaches a listener: the loopback one where it listens on all.
func reachable(address *net.TCPAddr) string {
	if address.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", address.Port)
	}
	return address.String()
}
