package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

const (
	networkLimit = 8 * time.Second
	stepLimit    = 4 * time.Second // of one step, such as a look-up of a name
)

// network checks the way to PagerDuty step by step, without the key: name, connection, TLS, answer, clock. It reports whether PagerDuty
// answered.
func (e *Examination) network(ctx context.Context, account *command.Account) (findings []Finding, reached bool) {
	ctx, cancel := context.WithTimeout(ctx, networkLimit)
	defer cancel()
	address, err := url.Parse(account.Address)
	switch {
	case account.Address == "" || err != nil:
		return []Finding{{Check: "network", State: NotChecked, Text: "the address of the API is wrong"}}, false
	case account.IsDemo():
		return []Finding{{Check: "network.answer", State: OK, Text: "not needed: the demo account is in this process"}}, true
	}
	findings = certificates(e.Process.Environment)
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: address})
	if err != nil || ignoresProxy(e.Process.Environment) {
		findings = append(findings, Finding{Check: "network.proxy", State: Problem, Text: "HTTPS_PROXY is not the address of a proxy, and has no effect", Mend: "Correct it, as in http://proxy.example.com:3128."})
	}
	step := direct(ctx, address)
	if proxy != nil {
		step = throughProxy(ctx, proxy, address)
	}
	findings = append(findings, step)
	if step.State == Problem {
		return findings, false
	}
	answered, reached := ask(ctx, address)
	return append(findings, answered...), reached
}

// ignoresProxy reports whether net/http ignores the proxy, since its address cannot be parsed.
func ignoresProxy(environment env.Variables) bool {
	proxy, _ := environment.Lookup("HTTPS_PROXY")
	if lower, _ := environment.Lookup("https_proxy"); proxy == "" {
		proxy = lower
	}
	_, wrong := url.Parse(proxy)
	_, alsoWrong := url.Parse("http://" + proxy)
	return wrong != nil && alsoWrong != nil
}

// certificates checks SSL_CERT_FILE, where it counts.
func certificates(environment env.Variables) []Finding {
	path, _ := environment.Lookup("SSL_CERT_FILE")
	f := Finding{Check: "network.certificates", State: Problem, Mend: "Correct SSL_CERT_FILE, or remove it: it names a file of certificates in PEM."}
	switch text, err := os.ReadFile(path); {
	case path == "":
		return nil
	case !command.ReadsCertificateFile():
		f.State, f.Text = Warning, "SSL_CERT_FILE is set, and has no effect on this system"
		f.Mend = "Add the certificate to those that the system trusts."
	case err != nil:
		f.Text = "SSL_CERT_FILE cannot be read: " + err.Error()
	case !x509.NewCertPool().AppendCertsFromPEM(text):
		f.Text = path + ", which SSL_CERT_FILE names, has no certificate in PEM"
	default:
		return []Finding{{Check: f.Check, State: OK, Text: "trusts the certificates in " + path}}
	}
	return []Finding{f}
}

// direct connects to the host: first its name, then TCP, then TLS, so that a failure names the step.
func direct(ctx context.Context, address *url.URL) Finding {
	host, port := address.Hostname(), address.Port()
	if port == "" {
		port = "443"
	}
	step, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	if _, err := net.DefaultResolver.LookupHost(step, host); err != nil {
		return Finding{Check: "network.name", State: Problem, Text: fmt.Sprintf("the name %s was not found: %v", host, err),
			Mend: "Check the network, the DNS server and " + keys.HostVariable + ". Behind a proxy, set HTTPS_PROXY."}
	}
	connection, err := new(net.Dialer).DialContext(step, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return Finding{Check: "network.connection", State: Problem, Text: fmt.Sprintf("no connection to %s: %v", host, err),
			Mend: "Check the firewall and " + keys.HostVariable + ". Behind a proxy, set HTTPS_PROXY."}
	}
	defer connection.Close()
	if address.Scheme != "https" {
		return Finding{Check: "network.connection", State: OK, Text: "connects to " + address.Host + " without TLS"}
	}
	secure := tls.Client(connection, &tls.Config{ServerName: host})
	if err := secure.HandshakeContext(step); err != nil {
		return untrusted(host, err)
	}
	return Finding{Check: "network.tls", State: OK, Text: fmt.Sprintf("connects to %s directly, %s", host, tls.VersionName(secure.ConnectionState().Version))}
}

// untrusted explains why TLS failed.
func untrusted(host string, err error) Finding {
	f := Finding{Check: "network.tls", State: Problem, Text: fmt.Sprintf("TLS with %s failed: %v", host, err), Mend: "Check what is between this machine and " + host + ", such as a proxy or a firewall."}
	name, isName := errors.AsType[x509.HostnameError](err)
	wrong, isWrong := errors.AsType[x509.CertificateInvalidError](err)
	failed, isCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case isWrong && wrong.Reason == x509.Expired:
		f.Text = fmt.Sprintf("the certificate of %s has expired, or is not valid yet: %v", host, wrong)
		f.Mend = "Check the clock of this machine."
	case isName:
		f.Text = fmt.Sprintf("the certificate is for another host: %v", name)
		f.Mend = "Check " + keys.HostVariable + ", and whether the network redirects you to a page to log in."
	case isCertificate && len(failed.UnverifiedCertificates) > 0:
		f.Text = fmt.Sprintf("the certificate of %s is not trusted; its issuer is %s", host, failed.UnverifiedCertificates[0].Issuer)
		f.Mend = command.TrustRemedy()
	}
	return f
}

// throughProxy checks that the proxy is there. Whether it lets requests pass, the answer shows.
func throughProxy(ctx context.Context, proxy, address *url.URL) Finding {
	port := proxy.Port()
	if port == "" {
		port = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[proxy.Scheme]
	}
	if port == "" {
		port = "80"
	}
	step, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	connection, err := new(net.Dialer).DialContext(step, "tcp", net.JoinHostPort(proxy.Hostname(), port))
	if err != nil {
		return Finding{Check: "network.proxy", State: Problem, Text: fmt.Sprintf("the proxy %s does not answer: %v", proxy.Host, err),
			Mend: "Check HTTPS_PROXY. If " + address.Hostname() + " needs no proxy, name it in NO_PROXY."}
	}
	_ = connection.Close() // nothing was sent
	return Finding{Check: "network.proxy", State: OK, Text: fmt.Sprintf("connects to %s through the proxy %s", address.Host, proxy.Host)}
}

// ask sends a request without the key. PagerDuty refuses it, and its answer has the time.
func ask(ctx context.Context, address *url.URL) (findings []Finding, reached bool) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.JoinPath("abilities").String(), nil)
	if err != nil {
		return []Finding{{Check: "network.answer", State: Problem, Text: err.Error()}}, false
	}
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	sent := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return []Finding{unanswered(address, err)}, false
	}
	defer response.Body.Close()
	took := time.Since(sent)
	if response.StatusCode >= 300 && response.StatusCode < 400 {
		to, _ := response.Location()
		return []Finding{{Check: "network.answer", State: Problem, Text: fmt.Sprintf("%s redirects to %s; the key is not sent there", address.Host, hostIn(to)),
			Mend: "Check " + keys.HostVariable + ", and whether the network wants you to log in first."}}, false
	}
	f := Finding{Check: "network.answer", State: OK, Text: fmt.Sprintf("%s answers, in %d ms", address.Host, took.Milliseconds())}
	if response.StatusCode != http.StatusUnauthorized || !strings.Contains(response.Header.Get("Content-Type"), "json") {
		f.State, f.Text = Warning, fmt.Sprintf("%s answers a request without a key with %s, and not as PagerDuty does", address.Host, response.Status)
		f.Mend = "Check " + keys.HostVariable + " and the proxy."
	}
	return append([]Finding{f}, clock(response.Header.Get("Date"), sent.Add(took/2))...), true
}

// unanswered explains why no answer came although the host or the proxy is there.
func unanswered(address *url.URL, err error) Finding {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		err = failed.Err
	}
	if _, isCertificate := errors.AsType[*tls.CertificateVerificationError](err); isCertificate {
		return untrusted(address.Hostname(), err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("not within %s", networkLimit)
	}
	return Finding{Check: "network.answer", State: Problem, Text: fmt.Sprintf("no answer came from %s: %v", address.Host, err),
		Mend: "Check the network, a proxy (HTTPS_PROXY) and " + keys.HostVariable + "."}
}

func hostIn(address *url.URL) string {
	if address == nil {
		return "an address that is not one"
	}
	return address.Host
}
