package pagerduty_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestBaseURL(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // the option to the address that is used; empty if it is refused
		"":                                      "https://api.pagerduty.com",
		"https://api.eu.pagerduty.com":          "https://api.eu.pagerduty.com",
		"https://api.pagerduty.com/":            "https://api.pagerduty.com",
		"https://proxy.example.com/pd":          "https://proxy.example.com/pd",
		"https://proxy.example.com/pd//":        "https://proxy.example.com/pd",
		"https://proxy.example.com:8443":        "https://proxy.example.com:8443",
		"HTTPS://api.pagerduty.com":             "https://api.pagerduty.com",
		"https://[2001:db8::1]/":                "https://[2001:db8::1]",
		"http://localhost:8080":                 "http://localhost:8080",
		"http://127.0.0.1:8080":                 "http://127.0.0.1:8080",
		"http://127.0.0.2":                      "http://127.0.0.2",
		"http://[::1]:8080/pd":                  "http://[::1]:8080/pd",
		"http://api.pagerduty.com":              "",
		"https://api.us.pagerduty.com":          "https://api.us.pagerduty.com",
		"https://api-test.pagerduty.com":        "https://api-test.pagerduty.com",
		"https://notpagerduty.com":              "https://notpagerduty.com",
		"https://lanternfield.pagerduty.com":    "",
		"https://LanternField.PagerDuty.com.":   "",
		"https://lanternfield.eu.pagerduty.com": "",
		"https://apiary.pagerduty.com":          "",
		"https://www.pagerduty.com/incidents":   "",
		"https://pagerduty.com":                 "",
		"https://events.pagerduty.com":          "",
		"http://10.0.0.1":                       "",
		"http://0.0.0.0":                        "",
		"http://localhost.example.com":          "",
		"http://127.0.0.1.example.com":          "",
		"http://127.0.0.1@evil.example.com":     "",
		"https://user@api.pagerduty.com":        "",
		"https://user:pass@api.example.com":     "",
		"https://:443":                          "",
		"https://":                              "",
		"https:/api.pagerduty.com":              "",
		"api.pagerduty.com":                     "",
		"//api.pagerduty.com":                   "",
		"localhost:8080":                        "",
		"ftp://api.pagerduty.com":               "",
		"file:///etc/passwd":                    "",
		"unix:/run/pd.sock":                     "",
		"https://api.pagerduty.com?x=y":         "",
		"https://api.pagerduty.com?":            "",
		"https://api.pagerduty.com#x":           "",
		"https://api.pagerduty.com:port":        "",
		"https://api pagerduty.com":             "",
		"https://api.pagerduty.com\n":           "",
		" https://api.pagerduty.com":            "",
		"https://%zz":                           "",
		"\x00":                                  "",
		"${PAGERDUTY_API_HOST}":                 "",
	}
	for given, want := range tests {
		client, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithBaseURL(given))
		switch {
		case want == "" && !errors.Is(err, pagerduty.ErrInvalid):
			t.Errorf("%q is taken, error %v", given, err)
		case want == "" && (strings.Contains(err.Error(), "pass") && !strings.Contains(err.Error(), "a password") || !strings.Contains(err.Error(), "base URL")):
			t.Errorf("%q: error %q", given, err)
		case want != "" && (err != nil || client.BaseURL() != want):
			t.Errorf("%q gives %v, %v", given, client, err)
		}
	}
}

func TestPathOfTheBaseURLIsKept(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(200, everyRoot)), pagerduty.WithBaseURL("https://proxy.example.com/pd/v2/"))
	if err := read(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	sent.expect(t, "GET /pd/v2/incidents/PINC")
}

func TestFromMustBeAnAddress(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"ada", "Ada <ada@example.com>", "ada@example.com, bob@example.com", "ada@example.com\r\nX: y", " ada@example.com", "@", "${FROM}"} {
		if _, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithFrom(from)); !errors.Is(err, pagerduty.ErrInvalid) || !strings.Contains(err.Error(), "From") {
			t.Errorf("%q: error %v", from, err)
		}
	}
	for _, from := range []string{"", "ada@example.com", "ada+oncall@sub.example.com", "o'neil@example.com"} {
		if _, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithFrom(from)); err != nil {
			t.Errorf("%q: %v", from, err)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(200, everyRoot)), pagerduty.WithFrom(testEmail), pagerduty.WithUserAgent("oncall-bot/1.4"))
	for _, call := range []func() error{
		func() error { return read(t.Context(), client) },
		func() error { return update(t.Context(), client) },
		func() error { return addNote(t.Context(), client) },
	} {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	for _, request := range sent.requests() {
		changes := request.Method != http.MethodGet
		want := map[string]string{
			"Authorization": "Token token=" + testKey,
			"Accept":        "application/vnd.pagerduty+json;version=2",
			"Content-Type":  map[bool]string{true: "application/json"}[changes],
			"From":          map[bool]string{true: testEmail}[changes],
		}
		for name, value := range want {
			if got := request.Header.Values(name); strings.Join(got, "|") != value {
				t.Errorf("%s: %s is %q, want %q", request.line(), name, got, value)
			}
		}
		if got := request.Header.Get("User-Agent"); !strings.HasPrefix(got, "oncall-bot/1.4 pagerduty-mcp-go/") {
			t.Errorf("User-Agent is %q", got)
		}
		if changes != (request.Body != "") || len(request.Header) > len(want)+1 {
			t.Errorf("%s: headers %v, body %q", request.line(), request.Header, request.Body)
		}
	}
	plain, sent := newClient(t, everywhere(answer(200, everyRoot)))
	if err := read(t.Context(), plain); err != nil {
		t.Fatal(err)
	}
	if got := sent.requests()[0].Header.Get("User-Agent"); !strings.HasPrefix(got, "pagerduty-mcp-go/") || strings.ContainsAny(got, " \n") {
		t.Errorf("User-Agent is %q", got)
	}
}
