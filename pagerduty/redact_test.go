package pagerduty_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const loudKey = "u+SECRETxKEYxTHATxISxSHOWN"

// echo is a server that answers every request with these bytes, in which it replaces KEY by the key that it received.
func echo(t *testing.T, answer string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				request, err := http.ReadRequest(bufio.NewReader(connection))
				if err != nil {
					return
				}
				key := strings.TrimPrefix(request.Header.Get("Authorization"), "Token token=")
				fmt.Fprint(connection, strings.NewReplacer("KEY", key, "LOWER", strings.ToLower(key), "ESCAPED", url.QueryEscape(key)).Replace(answer))
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// If a server sends the key back, in whatever place, errors do not show it.
func TestNoErrorShowsTheKey(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"a header without a name":  "HTTP/1.1 200 OK\r\nToken token=KEY\r\n\r\n",
		"the status line":          "HTTP/1.1 KEY\r\n\r\n",
		"the protocol":             "KEY 200 OK\r\n\r\n",
		"the length":               "HTTP/1.1 200 OK\r\nContent-Length: KEY\r\n\r\n",
		"the encoding":             "HTTP/1.1 200 OK\r\nTransfer-Encoding: KEY\r\n\r\n",
		"a redirection":            "HTTP/1.1 302 Found\r\nLocation: https://KEY.example/\r\nContent-Length: 0\r\n\r\n",
		"a redirection, small":     "HTTP/1.1 302 Found\r\nLocation: https://LOWER.example/\r\nContent-Length: 0\r\n\r\n",
		"an illegal redirection":   "HTTP/1.1 302 Found\r\nLocation: https://a b/KEY\r\nContent-Length: 0\r\n\r\n",
		"an escaped one":           "HTTP/1.1 302 Found\r\nLocation: https://x.example:KEY/ESCAPED\r\nContent-Length: 0\r\n\r\n",
		"the request's id":         "HTTP/1.1 400 Bad Request\r\nX-Request-Id: KEY\r\nContent-Length: 0\r\n\r\n",
		"the message":              "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n{\"error\":{\"message\":\"KEY\",\"errors\":{\"key\":[\"KEY\"]}}}",
		"a member's name":          "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n{\"errors\":{\"KEY\":\"bad\"}}",
		"the scopes":               "HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n{\"error\":{\"message\":\"no\",\"required_scopes\":\"KEY\"}}",
		"a text that is not JSON":  "HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\nKEY is wrong",
		"a success that is no one": "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\"KEY",
	} {
		client, err := pagerduty.New(pagerduty.APIKey(loudKey), pagerduty.WithBaseURL(echo(t, answer)), pagerduty.WithFrom(testEmail), pagerduty.WithMaxRetryWait(0))
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range []func(context.Context, *pagerduty.Client) error{read, addNote} {
			err := call(t.Context(), client)
			if err == nil {
				t.Errorf("%s: no error", name)
				continue
			}
			failure, _ := errors.AsType[*pagerduty.Error](err)
			for e := err; e != nil; e = errors.Unwrap(e) {
				for _, shown := range []string{e.Error(), fmt.Sprintf("%+v", *failure)} {
					if text := strings.ToLower(shown); strings.Contains(text, strings.ToLower(loudKey)) || strings.Contains(text, strings.ToLower(url.QueryEscape(loudKey))) {
						t.Errorf("%s: %T shows the key: %s", name, e, shown)
					}
				}
			}
		}
	}
}

// hostError is a timeout whose text has the key.
type hostError struct{ error }

func (hostError) Timeout() bool   { return true }
func (hostError) Temporary() bool { return true }

func (e hostError) Unwrap() error { return e.error }

func TestErrorThatHidesTheKeyIsStillRecognised(t *testing.T) {
	t.Parallel()
	cause := hostError{fmt.Errorf("dialing %s: %w", testKey, context.DeadlineExceeded)}
	got := failure(t, func(*http.Request) (*http.Response, error) { return nil, cause })
	timeout, ok := errors.AsType[net.Error](got.Unwrap())
	if !ok || !timeout.Timeout() || !errors.Is(got, context.DeadlineExceeded) || strings.Contains(got.Error(), testKey) {
		t.Errorf("error %v", got)
	}
}

// A certificate that is not trusted is not retried: one attempt, nothing sent, and an error of that kind.
func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	client, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithBaseURL(server.URL), pagerduty.WithFrom(testEmail))
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []func(context.Context, *pagerduty.Client) error{read, update, addNote} {
		start := time.Now()
		err := call(t.Context(), client)
		failure, ok := errors.AsType[*pagerduty.Error](err)
		if !ok || failure.Attempts != 1 || !errors.Is(err, pagerduty.ErrUntrusted) || errors.Is(err, pagerduty.ErrUndecided) || time.Since(start) > 10*time.Second {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
	}
}

// A failure without a connection shows that nothing was sent.
func TestNothingIsSentWithoutAConnection(t *testing.T) {
	t.Parallel()
	refuses, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	proxy := refuses.Addr().String()
	_ = refuses.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	through := &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: proxy})}
	for name, options := range map[string][]pagerduty.Option{
		"a proxy that is not there": {pagerduty.WithTransport(through)},
		"a port without TLS":        {pagerduty.WithBaseURL(strings.Replace(plain.URL, "http:", "https:", 1))},
		"a port that is closed":     {pagerduty.WithBaseURL("http://" + proxy)},
	} {
		client, err := pagerduty.New(pagerduty.APIKey(testKey), append(options, pagerduty.WithFrom(testEmail), pagerduty.WithMaxRetryWait(0))...)
		if err != nil {
			t.Fatal(err)
		}
		if err := addNote(t.Context(), client); !errors.Is(err, pagerduty.ErrUnreachable) || errors.Is(err, pagerduty.ErrUndecided) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
