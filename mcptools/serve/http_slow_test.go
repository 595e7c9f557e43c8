package serve_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// pipes is a listener of connections within the process, whose time can be a test's own.
type pipes struct {
	connections chan net.Conn
	closed      chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case connection := <-p.connections:
		return connection, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.connections <- server
	return client
}

// serveInBubble serves in a bubble of synctest, and waits for the end of the server.
func serveInBubble(t *testing.T, server *serve.Server, use func(listener *pipes, stop func()), options ...serve.HTTPOption) {
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- serve.HTTP(ctx, listener, server.Handler(options...), 5*time.Second, slog.New(slog.DiscardHandler))
		}()
		use(listener, cancel)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("HTTP returned %v", err)
		}
	})
}

func (p *pipes) send(request string) (net.Conn, *bufio.Reader) {
	connection := p.dial()
	go func() { _, _ = io.WriteString(connection, request) }()
	return connection, bufio.NewReader(connection)
}

// Whoever sends slowly, or nothing, is cut off.
func TestHTTPSlowClients(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		request string
		within  time.Duration
		status  int // 0 for a closed connection
	}{
		"no request":   {"", 11 * time.Second, 0},
		"slow header":  {"POST /mcp HTTP/1.1\r\nHost: loc", 11 * time.Second, 0},
		"slow body":    {strings.TrimSuffix(post(ping), `"ping"}`), 31 * time.Second, http.StatusRequestTimeout},
		"idle":         {post(ping) + " ", 2*time.Minute + time.Second, http.StatusOK},
		"missing body": {strings.TrimSuffix(post(ping), ping), 31 * time.Second, http.StatusRequestTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serveInBubble(t, newServer(t, testTools()), func(listener *pipes, _ func()) {
				begin := time.Now()
				connection, in := listener.send(strings.TrimSuffix(test.request, " "))
				defer connection.Close()
				status := 0
				if answer, err := http.ReadResponse(in, nil); err == nil {
					status = answer.StatusCode
					_, _ = io.Copy(io.Discard, answer.Body)
				}
				_, err := in.ReadByte()
				if took := time.Since(begin); status != test.status || !errors.Is(err, io.EOF) || took > test.within {
					t.Errorf("status %d and then %v after %s; want %d and the end within %s", status, err, took, test.status, test.within)
				}
			})
		})
	}
}

// A client that does not read what it gets keeps neither the connection nor the memory of a reply.
func TestHTTPClientsThatDoNotRead(t *testing.T) {
	t.Parallel()
	const note = `{"jsonrpc":"2.0","method":"notifications/initialized"}`
	for name, request := range map[string]string{
		"call":         post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}`),
		"notification": post(note),
		"preflight":    "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"bad request":  "POST /mcp HTTP/1.1\r\nHost: localhost\r\nno header\r\n\r\n",
		"refusal":      "GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serveInBubble(t, newServer(t, testTools()), func(listener *pipes, _ func()) {
				connection, _ := listener.send(request)
				defer connection.Close()
				time.Sleep(31 * time.Second)
				if n, err := connection.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
					t.Errorf("read %d bytes, %v: want the end", n, err)
				}
			})
		})
	}
}

// A client that reads all messages of a stream, but not the end of the stream, loses the connection, too.
func TestHTTPEndOfStreamThatIsNotRead(t *testing.T) {
	t.Parallel()
	tool := mcptools.Read("steps", "Takes steps.", steps)
	serveInBubble(t, newServer(t, []mcptools.Tool{tool}), func(listener *pipes, _ func()) {
		connection, _ := listener.send(post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"steps","arguments":{"steps":1},"_meta":{"progressToken":1}}}`))
		defer connection.Close()
		for got := ""; !strings.HasSuffix(got, "}\n\n\r\n") || !strings.Contains(got, `"id":1`); {
			one := make([]byte, 1)
			if _, err := connection.Read(one); err != nil {
				t.Fatalf("read %q, %v", got, err)
			}
			got += string(one)
		}
		time.Sleep(31 * time.Second)
		if n, err := connection.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("read %d bytes, %v: want the end", n, err)
		}
	})
}

// A client of HTTP/2 that does not read what it gets loses the connection, although each of its requests has a stream of its own.
func TestHTTP2ClientThatDoesNotRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		certificate, pool := selfSigned(t)
		listener := newPipes()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		secure := tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2"}})
		go func() {
			ended <- serve.HTTP(ctx, secure, newServer(t, testTools()).Handler(), time.Second, slog.New(slog.DiscardHandler))
		}()
		connection := tls.Client(listener.dial(), &tls.Config{RootCAs: pool, ServerName: "127.0.0.1", NextProtos: []string{"h2"}})
		defer connection.NetConn().Close()
		request := append([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(frameSettings, 0, 0, nil)...)
		if _, err := connection.Write(append(request, frame(frameHeaders, endStream|endHeaders, 1, getRequest)...)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(40 * time.Second)
		if n, err := connection.NetConn().Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("read %d bytes, %v: want the end", n, err)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// The limits of one request do not hold for the next on the connection, nor for what else the program serves there. Those of the
// program's http.Server do not hold for a call.
func TestHTTPLimitsEndWithTheirRequest(t *testing.T) {
	t.Parallel()
	long := mcptools.Read("long", "Takes almost a minute.", func(context.Context, struct{}) (string, error) {
		time.Sleep(55 * time.Second)
		return "done", nil
	})
	call := post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"long"}}`)
	for name, limit := range map[string]time.Duration{"of a server without limits": 0, "of a server with limits": time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				listener := newPipes()
				server := http.Server{Handler: newServer(t, []mcptools.Tool{long}).Handler(), ReadTimeout: limit, WriteTimeout: limit}
				go func() { _ = server.Serve(listener) }()
				defer server.Close()
				connection := listener.dial()
				defer connection.Close()
				in := bufio.NewReader(connection)
				for range 2 {
					go func() { _, _ = io.WriteString(connection, call) }()
					answer, err := http.ReadResponse(in, nil)
					if err != nil {
						t.Fatal(err)
					}
					if body, err := io.ReadAll(answer.Body); err != nil || !strings.Contains(string(body), "done") {
						t.Errorf("got %s, %v", body, err)
					}
				}
			})
		})
	}
}

// A call over HTTP/2 may take as long as it needs, too, and so may the next on the connection.
func TestHTTP2LongCalls(t *testing.T) {
	t.Parallel()
	long := mcptools.Read("long", "Takes a minute.", func(context.Context, struct{}) (string, error) {
		time.Sleep(time.Minute)
		return "done", nil
	})
	synctest.Test(t, func(t *testing.T) {
		certificate, pool := selfSigned(t)
		listener := newPipes()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		secure := tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"h2"}})
		go func() {
			ended <- serve.HTTP(ctx, secure, newServer(t, []mcptools.Tool{long}).Handler(), time.Second, slog.New(slog.DiscardHandler))
		}()
		transport := &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true,
			DialContext: func(context.Context, string, string) (net.Conn, error) { return listener.dial(), nil },
		}
		for range 2 {
			request, _ := http.NewRequest(http.MethodPost, "https://127.0.0.1/mcp", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"long"}}`))
			request.Header.Set("Content-Type", "application/json")
			answer, err := transport.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(answer.Body); err != nil || answer.ProtoMajor != 2 || !strings.Contains(string(body), "done") {
				t.Errorf("got HTTP/%d, %s, %v", answer.ProtoMajor, body, err)
			}
		}
		transport.CloseIdleConnections()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// While a call waits for its user, something is sent, so that no proxy closes the connection.
func TestHTTPKeepsStreamsAlive(t *testing.T) {
	t.Parallel()
	long := mcptools.Read("long", "Takes nearly a minute.", func(ctx context.Context, _ struct{}) (string, error) {
		mcptools.Progress(ctx, 1, 2)
		time.Sleep(59 * time.Second)
		return "done", nil
	})
	serveInBubble(t, newServer(t, []mcptools.Tool{long}), func(listener *pipes, _ func()) {
		connection, in := listener.send(post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"long","_meta":{"progressToken":1}}}`))
		defer connection.Close()
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		lines, comments := bufio.NewScanner(answer.Body), 0
		for lines.Scan() && !strings.Contains(lines.Text(), `"id":1`) {
			if strings.HasPrefix(lines.Text(), ":") {
				comments++
			}
		}
		if comments != 3 {
			t.Errorf("%d comments came in a minute, want 3", comments)
		}
		_ = connection.Close()
	})
}

// A server that stops answers the calls that end in time, and ends the others with an error.
func TestHTTPStops(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		takes time.Duration
		want  string
	}{
		"short call": {3 * time.Second, "done"},
		"long call":  {time.Hour, "isError"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tool := mcptools.Read("work", "Works.", func(ctx context.Context, _ struct{}) (string, error) {
				select {
				case <-time.After(test.takes):
					return "done", nil
				case <-ctx.Done():
					return "", context.Cause(ctx)
				}
			})
			serveInBubble(t, newServer(t, []mcptools.Tool{tool}), func(listener *pipes, stop func()) {
				connection, in := listener.send(post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"work"}}`))
				defer connection.Close()
				time.Sleep(time.Second)
				stop()
				answer, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Fatal(err)
				}
				if body, err := io.ReadAll(answer.Body); err != nil || !strings.Contains(string(body), test.want) {
					t.Errorf("got %s, %v; want %s in it", body, err, test.want)
				}
			})
		})
	}
}
