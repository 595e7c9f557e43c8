package redisstore_test

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/redisstore"
)

// refuses checks that an instance says why it lacks the store, answers reads, and refuses a call that pages before it does anything.
func (f *fleet) refuses(t *testing.T, reason string) {
	t.Helper()
	before := f.created()
	f.expect(0, "list_incidents", `{"limit":1}`, "", `"items":[{`)
	begin := time.Now()
	f.expect(0, "create_incident", incident("Nobody is told"), "", "create_incident was not run and nothing was done, because it must be counted first: "+
		"the state that this server shares with its other instances is unavailable: "+reason+". On this server: --state.")
	if took := time.Since(begin); took > redisstore.Patience+3*time.Second {
		t.Errorf("the refusal took %v", took)
	}
	if f.created() != before {
		t.Error("an incident was created")
	}
	if got := f.ready(0); !strings.HasPrefix(got, "200 ready, but the state that this server shares with its other instances is unavailable: ") {
		t.Errorf("/readyz says %s", got)
	}
}

// awaitPage waits until an instance pages again.
func (f *fleet) awaitPage(t *testing.T, title string) {
	t.Helper()
	for deadline := time.Now().Add(wire.Patience); ; time.Sleep(20 * time.Millisecond) {
		r := f.call(f.instances[0].URL, "create_incident", incident(title), "")
		if strings.Contains(r.text, `"created":true`) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("it does not work again: %+v", r)
		}
	}
	for deadline := time.Now().Add(wire.Patience); f.ready(0) != "200 ready"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("/readyz says %s", f.ready(0))
		}
	}
}

// An instance starts while its store is away, works when it is there, and survives its restart. A store that begins anew counts anew.
func TestStoreIsStopped(t *testing.T) {
	t.Parallel()
	server := startRedis(t)
	server.stop()
	f := startFleet(t, 1, sharedKey, "--state="+server.url(), "--max-pages-per-hour=2")
	f.refuses(t, "it cannot be reached")
	server.start()
	f.awaitPage(t, "One")
	f.expect(0, "create_incident", incident("Two"), "", `"created":true`)
	f.expect(0, "create_incident", incident("Three"), "", "the limit for such calls is 2")
	server.stop()
	f.refuses(t, "it cannot be reached")
	server.start()
	f.awaitPage(t, "Three")
	for _, want := range []string{"the shared state is unavailable", "the shared state is available again"} {
		for deadline := time.Now().Add(wire.Patience); strings.Count(f.instances[0].Stderr(), want) < 2; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the log does not say twice %q: %s", want, f.instances[0].Stderr())
			}
		}
	}
}

// While the store is full, calls that page are refused, and reads go on.
func TestStoreIsFull(t *testing.T) {
	t.Parallel()
	server := startRedis(t, "--maxmemory", "1mb", "--maxmemory-policy", "noeviction")
	f := startFleet(t, 1, sharedKey, "--state="+server.url(), "--max-pages-per-hour=5")
	for i := 0; server.Set(t.Context(), fmt.Sprint("fill", i), strings.Repeat("x", 1000), 0).Err() == nil; i++ {
	}
	if err := server.ConfigSet(t.Context(), "maxmemory", "800kb").Err(); err != nil { // what connections take varies
		t.Fatal(err)
	}
	f.refuses(t, "it is full")
	if err := server.ConfigSet(t.Context(), "maxmemory", "0").Err(); err != nil {
		t.Fatal(err)
	}
	f.awaitPage(t, "Trouble")
}

// A call waits for a slow store, but not for long. What was refused meanwhile takes no pages from the limit.
func TestStoreIsSlow(t *testing.T) {
	t.Parallel()
	path := startSlowPath(t, startRedis(t).address())
	f := startFleet(t, 1, sharedKey, "--state="+path.url, "--max-pages-per-hour=3")
	path.delay.Store(int64(150 * time.Millisecond))
	f.expect(0, "create_incident", incident("One"), "", `"created":true`)
	path.delay.Store(int64(redisstore.Patience + 500*time.Millisecond))
	var calls sync.WaitGroup
	for range 5 {
		calls.Go(func() { f.refuses(t, "it did not answer within 2s") })
	}
	calls.Wait()
	path.delay.Store(0)
	f.awaitPage(t, "Two")
	f.awaitPage(t, "Three")
	f.expect(0, "create_incident", incident("Four"), "", "the limit for such calls is 3")
}

// While the store is away nobody is asked, and an answer does not count; when it is back, it does.
func TestAnswersWithoutTheStore(t *testing.T) {
	t.Parallel()
	path := startSlowPath(t, startRedis(t).address())
	f := startFleet(t, 1, sharedKey, "--state="+path.url, "--confirm=pages")
	asked := f.call(f.instances[0].URL, "create_incident", incident("Trouble"), "")
	path.delay.Store(int64(redisstore.Patience + 500*time.Millisecond))
	f.expect(0, "create_incident", incident("Trouble"), asked.state, "the user's answer does not count yet and nothing was done")
	f.expect(0, "create_incident", incident("Trouble"), "", "create_incident was not run and nothing was done, because it must be confirmed first: the user cannot be asked now: ")
	path.delay.Store(0)
	for deadline := time.Now().Add(wire.Patience); f.created() == 0; time.Sleep(20 * time.Millisecond) {
		if r := f.call(f.instances[0].URL, "create_incident", incident("Trouble"), asked.state); time.Now().After(deadline) {
			t.Fatalf("the answer never counts: %+v", r)
		}
	}
}

// --check names the store, or what is wrong with it. It shows no password.
func TestCheckOfTheStore(t *testing.T) {
	t.Parallel()
	const password = "aVeryPrivatePassword"
	certificate, key := newCertificate(t)
	server := startRedis(t, strings.Fields("--requirepass "+password+
		" --user ada on >"+password+" ~pagerduty-mcp:* +@scripting +@write +@read +time --user bob on >"+password+" ~another:* +@all")...)
	webPage := httptest.NewServer(nil)
	t.Cleanup(webPage.Close)
	evicting := startRedis(t, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")
	port := freePort(t)
	startRedis(t, "--requirepass", password, "--tls-port", port, "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-auth-clients", "no")
	tls := "rediss://127.0.0.1:" + port + "/0"
	for _, test := range []struct {
		name, url, password string
		code                int
		says                string
	}{
		{"there", server.url(), password, 0, "state    " + server.url() + ", keys begin with pagerduty-mcp: Redis"},
		{"with a user", strings.Replace(server.url(), "//", "//default@", 1), password, 0, "state    " + server.url()},
		{"without the password", server.url(), "", 1, "it wants a password"},
		{"with a wrong password", server.url(), "wrong", 1, "it refused the password"},
		{"no such database", strings.TrimSuffix(server.url(), "0") + "77", password, 1, "it has no database of this number"},
		{"away", "redis://127.0.0.1:1/0", "", 1, "Check --state and --state-password-file: the state that this server shares with its other instances is unavailable: it cannot be reached"},
		{"one that tells nothing", strings.Replace(server.url(), "//", "//ada@", 1), password, 0, "works; it does not say whether it is Redis or Valkey"},
		{"one that allows too little", strings.Replace(server.url(), "//", "//bob@", 1), password, 1, "its user may not run scripts on these keys"},
		{"another kind of server", "redis://" + strings.TrimPrefix(webPage.URL, "http://"), "", 1, "it does not answer as Redis does"},
		{"one that evicts", evicting.url(), "", 0, "warning  the store of --state may forget what it counts"},
		{"over TLS", tls, password, 0, "keys begin with pagerduty-mcp: Redis"},
		{"without TLS", strings.Replace(tls, "rediss", "redis", 1), password, 1, "unavailable"},
		{"TLS where there is none", strings.Replace(server.url(), "redis", "rediss", 1), password, 1, "unavailable"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			arguments := []string{"--demo", "--transport=http", "--check", "--state=" + test.url}
			if test.password != "" {
				file := filepath.Join(t.TempDir(), "password")
				if err := os.WriteFile(file, []byte(test.password+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				arguments = append(arguments, "--state-password-file="+file)
			}
			got := program.Run(t, "", []string{"SSL_CERT_FILE=" + certificate}, arguments...)
			if got.Code != test.code || !strings.Contains(got.Stdout, test.says) || (test.code == 0) != strings.Contains(got.Stdout, "All is well") && test.name != "one that evicts" {
				t.Errorf("got %d %s%s", got.Code, got.Stdout, got.Stderr)
			}
			if strings.Contains(got.Stdout+got.Stderr, password) {
				t.Errorf("it tells the password: %s%s", got.Stdout, got.Stderr)
			}
		})
	}
	untrusted := program.Run(t, "", nil, "--demo", "--transport=http", "--check", "--state="+tls)
	if untrusted.Code != 1 || !strings.Contains(untrusted.Stdout, "its certificate is not trusted") {
		t.Errorf("got %+v", untrusted)
	}
}

// newCertificate writes a certificate for this machine, and its key.
func newCertificate(t *testing.T) (certificate, key string) {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pair := server.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for file, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certificate, key
}
