package redisstore_test

import (
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/redisstore"
)

// A password that cannot be read is named as the reason: the store may be as it should be.
func TestPasswordThatCannotBeRead(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	address, err := redisstore.ParseAddress("redis://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	store := redisstore.Open(redisstore.Options{
		Address: address, Password: func() (string, error) { return "", fs.ErrNotExist }, Prefix: "test", Logger: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(store.Close)
	err = store.Check(t.Context())
	if !errors.Is(err, shared.ErrUnavailable) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "its password cannot be read") {
		t.Errorf("got %v", err)
	}
}
