package redisstore_test

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"net"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/redisstore"
)

// redisServer is a real Redis or Valkey on a loopback port.
type redisServer struct {
	*redis.Client
	t         testing.TB
	binary    string
	port      string
	arguments []string
	process   *exec.Cmd
	ended     chan struct{}
}

// startRedis starts a server that keeps nothing on disk, until the test ends. Without one to start it skips the test.
func startRedis(t testing.TB, arguments ...string) *redisServer {
	t.Helper()
	r := &redisServer{t: t, arguments: arguments}
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil && r.binary == "" {
			r.binary = path
		}
	}
	if r.binary == "" {
		t.Skip("there is no redis-server and no valkey-server on this machine")
	}
	r.port = freePort(t)
	r.Client = redis.NewClient(&redis.Options{Addr: r.address(), MaxRetries: -1})
	t.Cleanup(func() {
		r.stop()
		_ = r.Client.Close()
	})
	r.start()
	return r
}

// freePort returns a port on which nothing listens, and which the system gives to nobody who asks for any.
func freePort(t testing.TB) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(20_000 + rand.IntN(12_000))
		if free, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			_ = free.Close()
			return port
		}
	}
	t.Fatal("there is no free port")
	return ""
}

func (r *redisServer) address() string { return "127.0.0.1:" + r.port }

func (r *redisServer) url() string { return "redis://" + r.address() + "/0" }

// start starts the server on its port, with no data.
func (r *redisServer) start() {
	r.t.Helper()
	r.process = exec.Command(r.binary, append([]string{"--bind", "127.0.0.1", "--port", r.port, "--save", "", "--dir", r.t.TempDir()}, r.arguments...)...)
	var output commandtest.Buffer
	r.process.Stdout, r.process.Stderr = &output, &output
	if err := r.process.Start(); err != nil {
		r.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func(process *exec.Cmd) {
		_ = process.Wait()
		close(ended)
	}(r.process)
	r.ended = ended
	for deadline := time.Now().Add(wire.Patience); !bytes.Contains([]byte(output.String()), []byte("eady to accept connections")); time.Sleep(time.Millisecond) {
		select {
		case <-ended:
			r.t.Fatalf("Redis ended: %s", output.String())
		default:
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("Redis does not start: %s", output.String())
		}
	}
}

// stop kills the server, which forgets its data.
func (r *redisServer) stop() {
	if r.process == nil {
		return
	}
	_ = r.process.Process.Kill()
	<-r.ended
	r.process = nil
}

// openStore opens a store at an address until the test ends.
func openStore(t testing.TB, url string) *redisstore.Store {
	t.Helper()
	address, err := redisstore.ParseAddress(url)
	if err != nil {
		t.Fatal(err)
	}
	store := redisstore.Open(redisstore.Options{
		Address: address, Prefix: "test", Password: func() (string, error) { return "", nil }, Logger: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(store.Close)
	return store
}

// allText returns all keys and values of the server.
func (r *redisServer) allText(ctx context.Context) string {
	r.t.Helper()
	var all bytes.Buffer
	keys, err := r.Keys(ctx, "*").Result()
	if err != nil {
		r.t.Fatal(err)
	}
	for _, key := range keys {
		all.WriteString(key + " ")
		kind := r.Type(ctx, key).Val()
		switch kind {
		case "string":
			all.WriteString(r.Get(ctx, key).Val())
		case "zset":
			for _, member := range r.ZRangeWithScores(ctx, key, 0, -1).Val() {
				all.WriteString(member.Member.(string) + " ")
			}
		default:
			r.t.Errorf("%s is a %s", key, kind)
		}
		if ttl := r.PTTL(ctx, key).Val(); ttl <= 0 {
			r.t.Errorf("%s does not expire: %v", key, ttl)
		}
		all.WriteString("\n")
	}
	return all.String()
}
