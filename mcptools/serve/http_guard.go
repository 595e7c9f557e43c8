package serve

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// guard refuses requests that a web page makes behind its user's back: under a name that its owner has pointed at this server (DNS
// rebinding), or from an origin that is not the server's own.
type guard struct {
	hosts   []string // with or without a port
	origins []string // see plainOrigin
	proxies []netip.Prefix
}

// refusal returns why a request is refused, or "".
func (g *guard) refusal(r *http.Request) string {
	host := g.host(r)
	if !g.allowsHost(r, host) {
		return fmt.Sprintf("the header Host is %.100q, and this server is not reached under that name. Its operator can add it to the allowed hosts.", host)
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return "" // not from a browser
	}
	if len(origins) > 1 || !g.allowsOrigin(origins[0], host) {
		return fmt.Sprintf("the header Origin is %.100q, and this server takes no requests from there. Its operator can add it to the allowed origins.", strings.Join(origins, ", "))
	}
	return ""
}

// host returns the name under which the client reached the server.
func (g *guard) host(r *http.Request) string { return cmp.Or(g.forwardedHost(r), r.Host) }

// forwardedHost returns the name that a trusted proxy reports, or "". Of several values, the nearest proxy has written the last.
func (g *guard) forwardedHost(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !slices.ContainsFunc(g.proxies, func(p netip.Prefix) bool { return p.Contains(peer.Addr().Unmap().WithZone("")) }) {
		return ""
	}
	if forwarded := r.Header.Values("Forwarded"); len(forwarded) > 0 {
		for pair := range strings.SplitSeq(lastItem(forwarded), ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
			if strings.EqualFold(name, "host") {
				return strings.Trim(value, `"`)
			}
		}
	}
	return lastItem(r.Header.Values("X-Forwarded-Host"))
}

// lastItem returns the last item of a header that is a list.
func lastItem(values []string) string {
	items := strings.Split(strings.Join(values, ","), ",")
	return strings.TrimSpace(items[len(items)-1])
}

func (g *guard) allowsHost(r *http.Request, host string) bool {
	if g.namesHost(host) {
		return true
	}
	local, known := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !known || isLoopback(local.String()) {
		return isLoopback(host)
	}
	return len(g.hosts) == 0
}

// namesHost reports whether the operator allows a host. One without a port has the default port of its protocol, which a proxy may have changed.
func (g *guard) namesHost(host string) bool {
	name, port := splitHost(host)
	return slices.ContainsFunc(g.hosts, func(allowed string) bool {
		allowedName, allowedPort := splitHost(strings.TrimSpace(allowed))
		fits := allowedPort == "" || allowedPort == port || port == "" && (allowedPort == "443" || allowedPort == "80")
		return allowedName == name && fits
	})
}

func (g *guard) allowsOrigin(origin, host string) bool {
	if g.namesOrigin(origin) {
		return true
	}
	page, err := url.Parse(strings.ToLower(origin))
	if err != nil || page.Scheme != "http" && page.Scheme != "https" || page.Host == "" {
		return false
	}
	return withPort(page.Host, page.Scheme) == withPort(host, page.Scheme) || isLoopback(host) && isLoopback(page.Host)
}

// namesOrigin reports whether the operator allows an origin.
func (g *guard) namesOrigin(origin string) bool {
	return slices.Contains(g.origins, plainOrigin(origin))
}

// allowBrowser lets a page from an allowed origin read the answer in a browser (CORS).
func (g *guard) allowBrowser(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if !g.namesOrigin(origin) {
		return
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", origin)
	header.Add("Vary", "Origin")
	header.Set("Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate")
	if r.Method == http.MethodOptions {
		header.Set("Access-Control-Allow-Methods", "POST, DELETE")
		header.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
	}
}

// splitHost splits a host into its name, in lower case and without the brackets of IPv6 and the final dot of DNS, and its port, if it has one.
func splitHost(host string) (name, port string) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.Trim(host, "[]"), ""
	}
	return strings.TrimSuffix(strings.ToLower(name), "."), port
}

// withPort returns a host with its port, also if that is the default of the scheme.
func withPort(host, scheme string) string {
	name, port := splitHost(host)
	return net.JoinHostPort(name, cmp.Or(port, defaultPort(scheme)))
}

// plainOrigin returns an origin as browsers write it: in lower case, without a default port and a final slash.
func plainOrigin(origin string) string {
	origin = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(origin), "/"))
	if scheme, _, ok := strings.Cut(origin, "://"); ok {
		origin = strings.TrimSuffix(origin, ":"+defaultPort(scheme))
	}
	return origin
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// isLoopback reports whether a host, with or without a port, is this machine.
func isLoopback(host string) bool {
	name, _ := splitHost(host)
	if name == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Unmap().IsLoopback()
}
