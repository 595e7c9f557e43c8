package command_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// Arguments that take one request.
const listOpen = `{"statuses":["triggered"]}`

func answerEmptyList(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `{"incidents":[],"limit":25,"offset":0,"total":null,"more":false}`)
}

func refuseKey(w http.ResponseWriter) {
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = io.WriteString(w, `{"error":{"message":"Authentication failed","code":2006}}`)
}

// An OAuth token is sent as one, from a variable and from a file.
func TestAuthorization(t *testing.T) {
	t.Parallel()
	api := commandtest.NewAPI(t, answerEmptyList)
	for _, test := range []struct{ key, want string }{
		{"u+abcDEF123", "Token token=u+abcDEF123"},
		{"  u+abcDEF123\t", "Token token=u+abcDEF123"},
		{"pdus+_0XBPWQQ_abc", "Bearer pdus+_0XBPWQQ_abc"},
		{"pdeu+_0XBPWQQ_abc", "Bearer pdeu+_0XBPWQQ_abc"},
		{"Bearer abc.def-ghi", "Bearer abc.def-ghi"},
		{"Bearer pdus+_0XBPWQQ_abc", "Bearer pdus+_0XBPWQQ_abc"},
	} {
		file := filepath.Join(t.TempDir(), "key")
		writeFile(t, file, "\n"+test.key+"\r\n")
		for _, variable := range []string{"PAGERDUTY_USER_API_KEY=" + test.key, "PAGERDUTY_USER_API_KEY_FILE=" + file} {
			server := incidents.Start(t, []string{variable, "PAGERDUTY_API_HOST=" + api.URL})
			server.Call("1", "list_incidents", listOpen)
			if text, isError := server.Expect("1").ToolText(t); isError {
				t.Errorf("%s: %s", variable, text)
			}
			requests := api.Requests()
			if got := requests[len(requests)-1].Authorization; got != test.want {
				t.Errorf("%q was sent as %q, want %q", variable, got, test.want)
			}
		}
	}
}

// A key that was rotated is picked up from its file, without a new start and without a failed call.
func TestKeyFileIsReadAgain(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	writeFile(t, file, "u+first\n")
	accepted := make(chan string, 1)
	accepted <- "Token token=u+first"
	api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		key := <-accepted
		accepted <- key
		if r.Header.Get("Authorization") != key {
			refuseKey(w)
			return
		}
		answerEmptyList(w, r)
	})
	server := incidents.Start(t, []string{"PAGERDUTY_USER_API_KEY_FILE=" + file, "PAGERDUTY_API_HOST=" + api.URL})
	call := func(id int) (string, bool) {
		server.Call(fmt.Sprint(id), "list_incidents", listOpen)
		return server.Expect(fmt.Sprint(id)).ToolText(t)
	}
	if text, isError := call(1); isError {
		t.Fatal(text)
	}

	<-accepted
	accepted <- "Token token=u+second"
	if text, isError := call(2); !isError || !strings.Contains(text, "401") {
		t.Errorf("a key that is refused gives %q", text)
	}
	writeFile(t, file, "u+second\n")
	if text, isError := call(3); isError {
		t.Errorf("the new key is not used: %s", text)
	}

	<-accepted
	accepted <- "Token token=u+third"
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if text, isError := call(4); !isError || !strings.Contains(text, "PAGERDUTY_USER_API_KEY_FILE") || !strings.Contains(text, "no such file") {
		t.Errorf("a key file that is gone gives %q", text)
	}
	writeFile(t, file, "pdus+_third\n")
	<-accepted
	accepted <- "Bearer pdus+_third"
	if text, isError := call(5); isError {
		t.Errorf("the key file that came back is not used: %s", text)
	}
	got := slices.CompactFunc(api.Requests(), func(a, b commandtest.Request) bool { return a.Authorization == b.Authorization })
	if len(got) != 3 {
		t.Errorf("the API was asked with %+v, want the first key, the second and the third", got)
	}
}

func TestUnreadableKeyFile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("this user can read every file")
	}
	file := filepath.Join(t.TempDir(), "key")
	writeFile(t, file, key)
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	got := incidents.Run(t, "", []string{"PAGERDUTY_USER_API_KEY_FILE=" + file})
	if got.Code != 2 || got.Stdout != "" || !strings.Contains(got.Stderr, "permission denied") {
		t.Errorf("got %+v", got)
	}
}

// At start PagerDuty is asked nothing: the handshake must not wait for it, nor fail with it.
func TestNothingIsAskedBeforeACall(t *testing.T) {
	t.Parallel()
	api := commandtest.NewAPI(t, answerEmptyList)
	server := incidents.Start(t, api.Variables(key), "--enable-write-tools")
	server.Initialize()
	for id, method := range []string{"tools/list", "ping", "prompts/list", "resources/list", "no/such/method"} {
		server.Request(fmt.Sprint(id), method, "{}")
		server.Expect(fmt.Sprint(id))
	}
	server.Call("10", "no_such_tool", "{}")
	server.Expect("10")
	server.Call("11", "get_incident", `{"incident_id":"../users/me"}`)
	server.Expect("11")
	if requests := api.Requests(); len(requests) > 0 {
		t.Errorf("PagerDuty was asked %+v", requests)
	}
	server.Call("12", "list_incidents", listOpen)
	server.Expect("12")
	if requests := api.Requests(); len(requests) != 1 || requests[0].Path != "/incidents" {
		t.Errorf("a call asked %+v, want one request", requests)
	}
}

func TestFromEmail(t *testing.T) {
	t.Parallel()
	api := commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusCreated)
		}
		_, _ = io.WriteString(w, `{"note":{"id":"PNOTE1","content":"looking","created_at":"2026-01-01T00:00:00Z"}}`)
	})
	server := incidents.Start(t, append(api.Variables(key), "PAGERDUTY_FROM_EMAIL=oncall@example.com"), "--enable-write-tools")
	server.Call("1", "add_note_to_incident", `{"incident_id":"PT4KHLK","note":"looking"}`)
	if text, isError := server.Expect("1").ToolText(t); isError {
		t.Error(text)
	}
	for _, request := range api.Requests() {
		if wants := request.Method == http.MethodPost; (request.From == "oncall@example.com") != wants {
			t.Errorf("PagerDuty was asked %+v, want only the note from oncall@example.com", request)
		}
	}
}

// A mistake of the operator's that only PagerDuty can detect becomes a result with what to check.
func TestWrongAccount(t *testing.T) {
	t.Parallel()
	refusing := commandtest.NewAPI(t, func(w http.ResponseWriter, _ *http.Request) { refuseKey(w) })
	gone := commandtest.NewAPI(t, answerEmptyList)
	closed := "http://127.0.0.1:1" // nobody listens there
	for name, test := range map[string]struct {
		variables []string
		says      []string
	}{
		"wrong key":        {refusing.Variables(key), []string{"401", "PAGERDUTY_USER_API_KEY", "PAGERDUTY_API_HOST"}},
		"unreachable host": {[]string{"PAGERDUTY_USER_API_KEY=" + key, "PAGERDUTY_API_HOST=" + closed}, []string{"could not be reached", "PAGERDUTY_API_HOST"}},
		"unknown host":     {[]string{"PAGERDUTY_USER_API_KEY=" + key, "PAGERDUTY_API_HOST=https://pagerduty.invalid"}, []string{"could not be reached", "PAGERDUTY_API_HOST"}},
		"another service":  {gone.Variables(key), []string{"PAGERDUTY_API_HOST"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := incidents.Start(t, test.variables)
			for id, call := range [][2]string{{"list_incidents", listOpen}, {"get_incident", `{"incident_id":"PT4KHLK"}`}} {
				if name == "another service" && id == 0 {
					continue // that answer is in order
				}
				began := time.Now()
				server.Call(fmt.Sprint(id), call[0], call[1])
				text, isError := server.Expect(fmt.Sprint(id)).ToolText(t)
				if took := time.Since(began); !isError || took > 10*time.Second {
					t.Errorf("%s answers %q after %s (error: %t)", call[0], text, took, isError)
				}
				for _, want := range test.says {
					if !strings.Contains(text, want) {
						t.Errorf("%s does not say %q: %s", call[0], want, text)
					}
				}
			}
			server.Ping()
		})
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
