package command

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// resolve returns the address on which to listen, and refuses one that others can reach if everybody could call there.
func (h *httpSettings) resolve() (*net.TCPAddr, error) {
	address, err := net.ResolveTCPAddr("tcp", net.JoinHostPort(h.host, strconv.Itoa(h.port)))
	if err != nil {
		return nil, fmt.Errorf("--host %s is not an address of this machine: %w", h.host, err)
	}
	if !address.IP.IsLoopback() && !h.authenticates() {
		return nil, fmt.Errorf("--host %s can be reached from the network, and everyone there could use this server's account. "+
			"Set --server-token-file to a file of tokens for callers, or --auth caller to let each caller send a PagerDuty key; or listen on 127.0.0.1", h.host)
	}
	if !address.IP.IsLoopback() && h.metrics && h.tokenFile == "" {
		return nil, fmt.Errorf("--host %s can be reached from the network, and everyone there could read --metrics. Set --server-token-file to a file with a token for Prometheus", h.host)
	}
	return address, nil
}

// authenticates reports whether callers have to show who they are.
func (h *httpSettings) authenticates() bool { return h.auth == authCaller || h.tokenFile != "" }

// listen begins to listen.
func listen(address *net.TCPAddr) (net.Listener, error) {
	listener, err := net.ListenTCP("tcp", address)
	if failure, ok := errors.AsType[*net.OpError](err); ok {
		return nil, fmt.Errorf("cannot listen on %s, see --host and --port (0 for any free one): %w", address, failure.Err)
	}
	return listener, err
}

// endpoint returns the URL at which clients reach a server that listens on this port.
func (h *httpSettings) endpoint(port int) string {
	scheme := "http"
	if h.tlsCert != "" {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(h.host, strconv.Itoa(port)) + "/mcp"
}

// description describes for --check how clients reach the server, and who may call.
func (h *httpSettings) description() string {
	if !h.isHTTP() {
		return "standard input and output"
	}
	key := "the key of this server"
	if h.app() {
		key = "the tokens of this server's app"
	}
	who := "for everyone on this machine, with " + key
	switch {
	case h.auth == authCaller:
		who = "for callers with a PagerDuty key of their own"
	case h.tokenFile != "":
		who = "for callers with a token of " + h.tokenFile + ", with " + key
	}
	state := "stateless"
	if h.stateful {
		state = "with sessions"
	}
	return h.endpoint(h.port) + ", " + state + ", " + who
}
