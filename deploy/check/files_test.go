package check

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// writeVolumes writes the files that a pod's volumes have, each volume into a folder with its name, and returns the folder above.
func writeVolumes(t *testing.T) string {
	t.Helper()
	directory := t.TempDir()
	certificate, key := selfSigned(t)
	for name, content := range map[string][]byte{
		"secret/api-key":        []byte("u+SIMULATOR-USER-KEY"),
		"secret/server-tokens":  []byte("ada:0123456789abcdef0123456789abcdef"),
		"secret/client-secret":  []byte("0123456789abcdef"),
		"secret/state-password": []byte("password"),
		"tls/tls.crt":           certificate,
		"tls/tls.key":           key,
		"ca/ca.crt":             certificate,
	} {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o440); err != nil {
			t.Fatal(err)
		}
	}
	return directory
}

// selfSigned returns httptest's certificate, which is for 127.0.0.1, and its key.
func selfSigned(t *testing.T) (certificate, key []byte) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.StartTLS()
	defer server.Close()
	own := server.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(own.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certificate[0]}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
}

// trusting returns a client that trusts the certificate in a file.
func trusting(t *testing.T, file string) *http.Client {
	t.Helper()
	certificate, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificate)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
}
