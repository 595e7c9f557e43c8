package serve

import (
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
	hosts   []string // lower case, with or without a port
	origins []string // lower case
	proxies []netip.Prefix
}

// refusal returns why a request is refused, or "".
func (g *guard) refusal(r *http.Request) string {
	host := g.host(r)
	if !g.allowsHost(r, host) {
		return fmt.Sprintf("the header Host is %.100q, and this server is not reached under that name. Its operator allows names.", host)
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return "" // not from a browser
	}
	if len(origins) > 1 || !g.allowsOrigin(origins[0], host) {
		return fmt.Sprintf("the header Origin is %.100q, and this server takes no requests from there. Its operator allows origins.", strings.Join(origins, ", "))
	}
	return ""
}

// host returns the name under which the client reached the server.
func (g *guard) host(r *http.Request) string {
	if name := g.forwardedHost(r); name != "" {
		return strings.ToLower(name)
	}
	return strings.ToLower(r.Host)
}

// forwardedHost returns the name that a trusted proxy reports, or "". Of several values, the nearest proxy has written the last.
func (g *guard) forwardedHost(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !slices.ContainsFunc(g.proxies, func(p netip.Prefix) bool { return p.Contains(peer.Addr().Unmap()) }) {
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
	if slices.Contains(g.hosts, host) || slices.Contains(g.hosts, hostname(host)) {
		return true
	}
	local, known := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !known || isLoopback(local.String()) {
		return isLoopback(host)
	}
	return len(g.hosts) == 0
}

func (g *guard) allowsOrigin(origin, host string) bool {
	origin = strings.ToLower(origin)
	if slices.Contains(g.origins, origin) {
		return true
	}
	page, err := url.Parse(origin)
	if err != nil || page.Scheme != "http" && page.Scheme != "https" || page.Host == "" {
		return false
	}
	return page.Host == host || isLoopback(host) && isLoopback(page.Host)
}

// allowBrowser tells a browser that a page from an origin that the operator allows may read the answer (CORS).
func (g *guard) allowBrowser(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	if !slices.Contains(g.origins, strings.ToLower(origin)) {
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

// hostname returns an address without its port and without the brackets of IPv6.
func hostname(address string) string {
	if name, _, err := net.SplitHostPort(address); err == nil {
		return name
	}
	return strings.Trim(address, "[]")
}

// isLoopback reports whether an address, with or without a port, is of this machine.
func isLoopback(address string) bool {
	name := hostname(address)
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Unmap().IsLoopback()
}
