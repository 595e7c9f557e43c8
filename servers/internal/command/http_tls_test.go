package command_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// writeCertificate writes a certificate for this machine with a serial number, and its key.
func writeCertificate(t *testing.T, certFile, keyFile string, serial int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(
		os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}), 0o600),
		os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600),
	); err != nil {
		t.Fatal(err)
	}
}

// A certificate that was renewed is used from the next connection on, and one that is broken never.
func TestTLS(t *testing.T) {
	t.Parallel()
	certFile, keyFile := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	writeCertificate(t, certFile, keyFile, 1)
	server := incidents.StartHTTP(t, nil, "--demo", "--tls-cert", certFile, "--tls-key", keyFile)
	if !strings.HasPrefix(server.URL, "https://") {
		t.Fatalf("it serves at %s", server.URL)
	}
	check := func(serial int64, http2 bool) {
		t.Helper()
		client := commandtest.NewHTTPClient(t)
		transport := client.Transport.(*http.Transport)
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // the test looks at the serial number
		transport.ForceAttemptHTTP2 = http2
		response, err := client.Post(server.URL, "application/json", strings.NewReader(initialize))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if got := response.TLS.PeerCertificates[0].SerialNumber.Int64(); got != serial || (response.ProtoMajor == 2) != http2 || response.StatusCode != 200 {
			t.Errorf("certificate %d over %s, status %d", got, response.Proto, response.StatusCode)
		}
	}
	check(1, true)
	check(1, false)
	writeCertificate(t, certFile, keyFile, 2)
	check(2, true)
	if err := os.WriteFile(keyFile, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	check(2, true)
	server.AwaitStderr("--tls-cert and --tls-key: tls: failed to find any PEM data in key input")
	writeCertificate(t, certFile, keyFile, 3)
	check(3, false)
	if response, err := commandtest.NewHTTPClient(t).Post("http"+strings.TrimPrefix(server.URL, "https"), "application/json", strings.NewReader(initialize)); err == nil {
		defer response.Body.Close()
		if response.StatusCode == http.StatusOK {
			t.Error("it serves without TLS, too")
		}
	}
}

// Metadata is published only with --public-url, for every endpoint.
func TestMetadata(t *testing.T) {
	t.Parallel()
	without := startAreas(t, nil, "--demo", "--auth=caller")
	if status, _ := get(t, without+"/.well-known/oauth-protected-resource"); status != 404 {
		t.Errorf("without --public-url: %d", status)
	}
	for api, issuer := range map[string]string{"": "https://identity.pagerduty.com", "http://127.0.0.1:1": ""} {
		url := startAreas(t, []string{"PAGERDUTY_API_HOST=" + api}, "--auth=caller", "--public-url=https://mcp.example.com/")
		for _, path := range []string{"", "/mcp", "/people/mcp"} {
			status, text := get(t, url+"/.well-known/oauth-protected-resource"+path)
			var document struct {
				Resource string
				Servers  []string `json:"authorization_servers"`
			}
			if err := json.Unmarshal([]byte(text), &document); err != nil || status != 200 || document.Resource != "https://mcp.example.com"+path || strings.Join(document.Servers, " ") != issuer {
				t.Errorf("%s: %d %s", path, status, text)
			}
		}
		for _, path := range []string{"/mcp", "/people/mcp"} {
			response, _ := post(t, url+path, initialize, "Host", "mcp.example.com")
			if got := response.Header.Get("WWW-Authenticate"); response.StatusCode != 401 || got != `Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource`+path+`"` {
				t.Errorf("%s: %d, challenge %s", path, response.StatusCode, got)
			}
		}
	}
}
