package command

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const (
	maxInstance = 100
	// userTimeout is how long a record waits for the name of its user.
	userTimeout = 5 * time.Second
	// userPause is how long a key whose user is not known is not asked about again.
	userPause = 5 * time.Minute
	// maxAuditedKeys bounds the keys that are remembered for that.
	maxAuditedKeys = 1000
)

// instanceName returns the name of this process in records: that of --instance, or the machine and the process.
func (s *settings) instanceName() string {
	if s.instance != "" {
		return s.instance
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s:%d", host, os.Getpid())
}

// checkInstance returns an error if --instance is no name.
func (s *settings) checkInstance() error {
	s.instance = strings.TrimSpace(s.instance)
	if len(s.instance) > maxInstance || strings.ContainsFunc(s.instance, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Errorf("--instance (%s) must be at most %d characters that can be printed", variable("instance"), maxInstance)
	}
	return nil
}

// auditMembers are what the server knows of a call beyond the call itself.
type auditMembers struct {
	instance string
	account  *account

	mutex sync.Mutex
	keys  map[*pagerduty.Client]*auditedKey
}

// into returns a function that adds the members to records, and passes them on.
func (a *auditMembers) into(write func(context.Context, middleware.Record) error) func(context.Context, middleware.Record) error {
	return func(ctx context.Context, record middleware.Record) error {
		record.Members = map[string]string{"instance": a.instance}
		if client, err := a.account.source.Client(ctx); err == nil {
			if address, err := url.Parse(client.BaseURL()); err == nil {
				record.Members["account"] = address.Host
			}
			if user := a.user(ctx, client); user != "" {
				record.Members["user"] = user
			}
		}
		return write(ctx, record)
	}
}

// user returns the e-mail address of the user to whom PagerDuty attributes changes; "" if it is not known. The client remembers it for some
// minutes, so that few calls ask.
func (a *auditMembers) user(ctx context.Context, client *pagerduty.Client) string {
	if from := a.account.fromAddress(); from != "" {
		return from
	}
	if a.account.app != nil {
		return ""
	}
	asking, cancel := context.WithTimeout(ctx, userTimeout)
	defer cancel()
	key := a.keyOf(client)
	select {
	case key.turn <- struct{}{}:
		defer func() { <-key.turn }()
	case <-asking.Done():
		return ""
	}
	if time.Since(key.failed) < userPause {
		return ""
	}
	user, err := client.Users.Acting(asking)
	if err != nil {
		if ctx.Err() == nil { // a call that was cancelled tells nothing of the key
			key.failed = time.Now()
		}
		return ""
	}
	return user.Email
}

// auditedKey is the key of a client. Its calls ask for the user one after the other.
type auditedKey struct {
	turn   chan struct{} // holds one element while a call asks
	failed time.Time     // when the user was not found
}

func (a *auditMembers) keyOf(client *pagerduty.Client) *auditedKey {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	key := a.keys[client]
	if key == nil {
		if a.keys == nil || len(a.keys) >= maxAuditedKeys {
			a.keys = map[*pagerduty.Client]*auditedKey{}
		}
		key = &auditedKey{turn: make(chan struct{}, 1)}
		a.keys[client] = key
	}
	return key
}
