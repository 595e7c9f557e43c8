package subcommands_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// regions stand in for both service regions of PagerDuty, behind a proxy. The account is in the EU.
type regions struct {
	proxy *httptest.Server
	file  string // with the certificate

	mutex sync.Mutex
	asked []string // hosts that received a key, in order, each once
}

func newRegions(t *testing.T) *regions {
	t.Helper()
	r := &regions{file: filepath.Join(t.TempDir(), "certificate.pem")}
	account := simulator.New()
	behind := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.mutex.Lock()
		if !slices.Contains(r.asked, request.Host) {
			r.asked = append(r.asked, request.Host)
		}
		r.mutex.Unlock()
		if request.Host != "api.eu.pagerduty.com" {
			request.Header.Set("Authorization", "Token token=u+of-nobody")
		} else if strings.HasPrefix(request.Header.Get("Authorization"), "Bearer pd") {
			request.Header.Set("Authorization", "Token token="+simulator.UserKey)
		}
		account.ServeHTTP(w, request)
	}))
	behind.TLS = &tls.Config{Certificates: []tls.Certificate{certificate(t, r.file)}}
	behind.StartTLS()
	t.Cleanup(behind.Close)
	r.proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		client, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer client.Close()
		server, err := net.Dial("tcp", behind.Listener.Addr().String())
		if err != nil {
			return
		}
		defer server.Close()
		_, _ = io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(server, client) }()
		_, _ = io.Copy(client, server)
	}))
	t.Cleanup(r.proxy.Close)
	return r
}

// certificate makes a certificate for both regions, and writes it to a file.
func certificate(t *testing.T, file string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, DNSNames: []string{"api.pagerduty.com", "api.eu.pagerduty.com"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// A key is shown to the other region only if nobody, and nothing in the key, says which one is right.
func TestLoginFindsTheRegion(t *testing.T) {
	t.Parallel()
	const us, eu = "api.pagerduty.com", "api.eu.pagerduty.com"
	for name, test := range map[string]struct {
		key       string
		variables []string
		arguments []string
		asked     []string
		code      int
	}{
		"nobody says":          {simulator.UserKey, nil, nil, []string{us, eu}, 0},
		"the flag says EU":     {simulator.UserKey, nil, []string{"--region", "EU"}, []string{eu}, 0},
		"the flag says US":     {simulator.UserKey, nil, []string{"--region", "us"}, []string{us}, 1},
		"the variable says US": {simulator.UserKey, []string{"PAGERDUTY_API_HOST=https://" + us}, nil, []string{us}, 1},
		"the flag goes before": {simulator.UserKey, []string{"PAGERDUTY_API_HOST=https://" + us}, []string{"--region", "eu"}, []string{eu}, 0},
		"the key says EU":      {"pdeu+_0XBP_VeryPrivateToken", nil, nil, []string{eu}, 0},
		"the key says US":      {"pdus+_0XBP_VeryPrivateToken", nil, nil, []string{us}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRegions(t)
			directory := filepath.Join(t.TempDir(), "config")
			variables := append([]string{"PAGERDUTY_CONFIG_DIR=" + directory, "HTTPS_PROXY=" + r.proxy.URL, "https_proxy=", "NO_PROXY=", "no_proxy=", "SSL_CERT_FILE=" + r.file}, test.variables...)
			got := program.Run(t, test.key, variables, append([]string{"login", "--stdin", "--store=file"}, test.arguments...)...)
			if got.Code != test.code || !slices.Equal(r.asked, test.asked) {
				t.Errorf("it asked %q and ended with %d, want %q and %d: %s", r.asked, got.Code, test.asked, test.code, got.Stderr)
			}
			if test.code == 0 {
				text, err := os.ReadFile(filepath.Join(directory, "profiles.json"))
				if err != nil || !strings.Contains(string(text), `"host": "https://`+eu+`"`) {
					t.Errorf("%s (%v)", text, err)
				}
			}
		})
	}
}
