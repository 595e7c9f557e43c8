package command

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// keyComesLater reports whether the server can start after err, since a login mends it while the server runs.
func keyComesLater(err error, settings *settings) bool {
	return settings.waitForKey && (errors.Is(err, keys.ErrNoKey) || errors.Is(err, keys.ErrNoProfile))
}

// laterAccount is an account without a key. Each call looks for the key again, and fails with the reason until it is there.
type laterAccount struct {
	open    func() (*account, error)
	missing error // why there was no key at the start

	mutex sync.Mutex
	found *account
}

// Client implements pagerduty.ClientSource.
func (l *laterAccount) Client(context.Context) (*pagerduty.Client, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.found == nil {
		found, err := l.open()
		if err != nil {
			return nil, fmt.Errorf("%w. After a login, call again: the server need not be restarted", err)
		}
		l.found = found
	}
	return l.found.client, nil
}

// came reports whether there is a key by now.
func (l *laterAccount) came() bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.found != nil
}

func (l *laterAccount) keySource() *keys.Source {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.found == nil {
		return nil
	}
	return l.found.key
}

func (l *laterAccount) fromAddress() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.found == nil {
		return ""
	}
	return l.found.from
}

func (l *laterAccount) close() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.found != nil {
		l.found.close()
	}
}
