package command

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/spf13/pflag"
)

// httpSettings are the settings about the transport. All but the transport itself are for HTTP.
type httpSettings struct {
	transport      transport
	host           string
	port           int
	auth           auth
	tokenFile      string
	scopes         []string // of the app
	subdomain      string   // of the app's account
	stateful       bool
	tlsCert        string
	tlsKey         string
	allowedHosts   []string
	allowedOrigins []string
	trustedProxies []string
	publicURL      string
	metrics        bool
	state          stateSettings

	proxies  []netip.Prefix // trustedProxies
	unused   []string       // flags that were given and mean nothing with stdio
	declared *pflag.FlagSet // its flags, if they were declared
}

// transport is the way in which clients reach the server.
type transport string

const (
	transportStdio transport = "stdio"
	transportHTTP  transport = "streamable-http"
)

var errNoTransport = errors.New("must be stdio or streamable-http")

// UnmarshalText reads the value of --transport.
func (t *transport) UnmarshalText(text []byte) error {
	switch read := strings.ToLower(string(text)); read {
	case "http": // as several servers call it
		*t = transportHTTP
	case string(transportStdio), string(transportHTTP):
		*t = transport(read)
	default:
		return errNoTransport
	}
	return nil
}

// MarshalText returns the value of --transport.
func (t transport) MarshalText() ([]byte, error) { return []byte(t), nil }

// auth is who may call over HTTP, and with whose key.
type auth string

const (
	authShared auth = "shared"
	authCaller auth = "caller"
	authApp    auth = "app"
)

var errNoAuth = errors.New("must be shared, caller or app")

// UnmarshalText reads the value of --auth.
func (a *auth) UnmarshalText(text []byte) error {
	switch read := auth(strings.ToLower(string(text))); read {
	case authShared, authCaller, authApp:
		*a = read
		return nil
	}
	return errNoAuth
}

// MarshalText returns the value of --auth.
func (a auth) MarshalText() ([]byte, error) { return []byte(a), nil }

// flags declares the flags of the transport.
func (h *httpSettings) flags() *pflag.FlagSet {
	flags := pflag.NewFlagSet("HTTP", pflag.ContinueOnError)
	flags.SortFlags = false
	flags.TextVar(&h.transport, "transport", transportStdio, "speak MCP over `which`: stdio, or streamable-http at http://HOST:PORT/mcp")
	flags.StringVar(&h.host, "host", "127.0.0.1", "listen on this `address`; 0.0.0.0 for every network")
	flags.IntVar(&h.port, "port", 8000, "listen on this port `number`; 0 for any free one")
	flags.TextVar(&h.auth, "auth", authShared, "`whose` key calls use: shared, the key of this server; caller, the key that each request brings in the header Authorization; app, tokens of an app with Scoped OAuth")
	flags.StringVar(&h.tokenFile, "server-token-file", "", "with --auth shared or app, serve only callers with a token in this `file`, one a line, as TOKEN or NAME:TOKEN; needed unless --host is this machine")
	flags.StringSliceVar(&h.scopes, "scopes", nil, "with --auth app, comma-separated `names` of the scopes to ask for, such as incidents.read")
	flags.StringVar(&h.subdomain, "subdomain", "", "with --auth app, the account's subdomain: `acme`, if people log in at acme.pagerduty.com")
	flags.BoolVar(&h.stateful, "stateful", false, "keep sessions, so that clients older than MCP 2026-07-28 can ask their users too")
	flags.StringVar(&h.tlsCert, "tls-cert", "", "serve HTTPS with the certificates in this `file`; read again when it changes")
	flags.StringVar(&h.tlsKey, "tls-key", "", "`file` with the key of --tls-cert")
	flags.StringSliceVar(&h.allowedHosts, "allowed-hosts", nil, "comma-separated `names` under which clients reach the server, such as that of a proxy")
	flags.StringSliceVar(&h.allowedOrigins, "allowed-origins", nil, "comma-separated `origins` of web pages that may call, such as https://chat.example.com")
	flags.StringSliceVar(&h.trustedProxies, "trusted-proxies", nil, "comma-separated `addresses` or networks of proxies whose Forwarded headers count")
	flags.StringVar(&h.publicURL, "public-url", "", "`URL` at which clients reach the server; publishes metadata about whose tokens it takes (RFC 9728)")
	flags.BoolVar(&h.metrics, "metrics", false, "show metrics for Prometheus at /metrics, to whoever shows a token of --server-token-file; without that file, to this machine")
	h.state.add(flags)
	h.declared = flags
	return flags
}

// httpFlags returns the flags of the transport, for their names.
func httpFlags() *pflag.FlagSet { return new(httpSettings).flags() }

// isHTTP reports whether the server is reached over HTTP.
func (h *httpSettings) isHTTP() bool { return h.transport == transportHTTP }

// callers reports whether each call has the key of its caller.
func (h *httpSettings) callers() bool { return h.isHTTP() && h.auth == authCaller }

// app reports whether calls have the token of an app.
func (h *httpSettings) app() bool { return h.auth == authApp }

// isOfApp reports whether a flag is about the app, which stdio can have, too.
func (h *httpSettings) isOfApp(flag string) bool {
	return h.app() && (flag == "auth" || flag == "scopes" || flag == "subdomain")
}

// check reports settings that are wrong or do not go together.
func (h *httpSettings) check(flags *pflag.FlagSet) error {
	for _, names := range [][]string{h.allowedHosts, h.allowedOrigins, h.trustedProxies} {
		trimSpaces(names)
	}
	h.subdomain, h.scopes = strings.TrimSpace(h.subdomain), strings.Fields(strings.Join(h.scopes, " "))
	if !h.app() && (len(h.scopes) > 0 || h.subdomain != "") {
		return errors.New("--scopes and --subdomain are for --auth app")
	}
	if !h.isHTTP() {
		return h.checkStdio()
	}
	if err := checkNotEmpty(flags); err != nil {
		return err
	}
	checkState := func() error { return h.state.check(flags) }
	for _, check := range []func() error{h.checkAddress, h.checkAuth, h.checkNames, h.checkProxies, h.checkPublicURL, checkState} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkNotEmpty refuses --tls-cert "$CERT" while CERT is not set: the server would do without TLS, or let in everyone on this machine. It
// does not concern blank variables of the environment, which count as left out.
func checkNotEmpty(flags *pflag.FlagSet) error {
	for _, name := range []string{"server-token-file", "tls-cert", "tls-key", "public-url", "state", "state-password-file"} {
		if flags.Changed(name) && strings.TrimSpace(flags.Lookup(name).Value.String()) == "" {
			return fmt.Errorf("--%s is empty: give it a value, or leave the flag out", name)
		}
	}
	return nil
}

// checkStdio refuses settings of HTTP, since whoever gives them wants HTTP. An address may stay: PagerDuty's own server takes one, too.
func (h *httpSettings) checkStdio() (err error) {
	if h.declared == nil {
		return nil
	}
	h.declared.VisitAll(func(flag *pflag.Flag) {
		switch given := flag.Changed; {
		case !given || flag.Name == "transport" || h.isOfApp(flag.Name) || err != nil:
		case flag.Name == "host" || flag.Name == "port":
			h.unused = append(h.unused, "--"+flag.Name)
		default:
			err = fmt.Errorf("--%s (%s) is for --transport %s, and this server uses stdio", flag.Name, variable(flag.Name), transportHTTP)
		}
	})
	return err
}

func (h *httpSettings) checkAddress() error {
	h.host = strings.TrimSpace(h.host)
	if bare, ok := strings.CutPrefix(h.host, "["); ok {
		h.host = strings.TrimSuffix(bare, "]") // as in a URL
	}
	_, err := netip.ParseAddr(h.host)
	switch {
	case h.host == "":
		return errors.New("--host is empty: 127.0.0.1 is this machine only, 0.0.0.0 is every network")
	case strings.Contains(h.host, "/"):
		return fmt.Errorf("--host (%s) is a URL. It is the address on which this server listens, such as 127.0.0.1; %s is the address of PagerDuty's API", variable("host"), hostVariable)
	case err != nil && strings.Contains(h.host, ":"):
		return errors.New("--host must not have a port: use --port")
	case strings.ContainsFunc(h.host, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("--host must be an address or a name, without spaces")
	case h.port < 0 || h.port > 65535:
		return fmt.Errorf("--port (%s) is %d: it must be between 0 and 65535", variable("port"), h.port)
	}
	return nil
}

func (h *httpSettings) checkAuth() error {
	switch {
	case h.auth == authCaller && h.tokenFile != "" && !h.metrics:
		return errors.New("--server-token-file is for --auth shared and --auth app: with --auth caller, callers show their PagerDuty key, and only --metrics takes a token")
	case (h.tlsCert == "") != (h.tlsKey == ""):
		return errors.New("--tls-cert and --tls-key belong together: give both, or neither")
	}
	return nil
}

func (h *httpSettings) checkNames() error {
	for _, name := range h.allowedHosts {
		if name == "" || strings.ContainsAny(name, "/*? ") {
			return fmt.Errorf("--allowed-hosts: %.100q must be a name such as mcp.example.com, with or without a port", name)
		}
	}
	for _, origin := range h.allowedOrigins {
		if page, err := url.Parse(strings.TrimSuffix(origin, "/")); err != nil || page.Host == "" || page.Scheme+"://"+page.Host != page.String() {
			return fmt.Errorf("--allowed-origins: %.100q must be an origin such as https://chat.example.com", origin)
		}
	}
	return nil
}

func (h *httpSettings) checkProxies() error {
	for _, text := range h.trustedProxies {
		prefix, err := netip.ParsePrefix(text)
		if address, notOne := netip.ParseAddr(text); notOne == nil {
			prefix, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("--trusted-proxies: %.100q must be an address such as 10.0.0.7 or a network such as 10.0.0.0/8", text)
		}
		h.proxies = append(h.proxies, prefix)
	}
	return nil
}

func (h *httpSettings) checkPublicURL() error {
	if h.publicURL == "" {
		return nil
	}
	h.publicURL = strings.TrimSuffix(strings.TrimSpace(h.publicURL), "/")
	page, err := url.Parse(h.publicURL)
	if err != nil || page.Hostname() == "" || page.Scheme+"://"+page.Host != h.publicURL || page.Scheme != "https" && !(page.Scheme == "http" && isLoopback(page.Hostname())) {
		return errors.New("--public-url must be https:// and a host, such as https://mcp.example.com, without a path")
	}
	h.allowedHosts = append(h.allowedHosts, page.Host)
	return nil
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && address.Unmap().IsLoopback()
}

// warnings returns warnings about settings that are allowed and probably not meant.
func (h *httpSettings) warnings() (all []string) {
	if len(h.unused) > 0 {
		return []string{"without --transport " + string(transportHTTP) + ", these have no effect: " + strings.Join(h.unused, ", ")}
	}
	behindProxy := h.publicURL != "" || len(h.proxies) > 0
	switch {
	case !h.isHTTP():
	case !h.authenticates() && (behindProxy || len(h.allowedHosts) > 0):
		all = append(all, "everyone who reaches the proxy in front of this server uses its key: set --server-token-file, unless the proxy lets in only whom you trust")
	case !isLoopback(h.host) && h.tlsCert == "" && !behindProxy:
		all = append(all, "keys and tokens travel unencrypted: set --tls-cert and --tls-key, or put a proxy with TLS in front and name it with --trusted-proxies")
	}
	return all
}
