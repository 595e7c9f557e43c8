package trial

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// Account is how tools reach the account of a run.
type Account struct {
	URL string           // of PagerDuty's API, on this machine
	Key string           // of the engineer who asks
	Now func() time.Time // the account's time, which stands still
}

// account is the simulated account of one run.
type account struct {
	Account
	client *pagerduty.Client // of the trial itself
	log    writeLog
}

// open starts the account of a task, until ctx ends.
func (t Task) open(ctx context.Context) (*account, error) {
	now := t.now()
	a := &account{Account: Account{Key: simulator.UserKey, Now: func() time.Time { return now }}}
	s := simulator.New(simulator.WithClock(a.Now), simulator.WithScenario(t.Scenarios...), simulator.Lenient())
	var err error
	if a.URL, err = listen(ctx, a.log.around(s)); err != nil {
		return nil, err
	}
	// The head of reliability prepares the account, so that what the engineer finds in it was written by somebody else.
	a.client, err = pagerduty.New(pagerduty.APIKey(simulator.AccountKey), pagerduty.WithBaseURL(a.URL),
		pagerduty.WithFrom("henry.adeyemi@lanternfield.example"))
	if err != nil {
		return nil, err
	}
	if t.Prepare != nil {
		if err := t.Prepare(ctx, a.client); err != nil {
			return nil, fmt.Errorf("preparing the account of %s: %w", t.ID, err)
		}
	}
	a.log.clear()
	return a, nil
}

// writeLog records the requests that changed the account.
type writeLog struct {
	mutex  sync.Mutex
	writes []Write
}

func (l *writeLog) clear() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.writes = nil
}

func (l *writeLog) all() []Write {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return append([]Write(nil), l.writes...)
}

func (l *writeLog) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !changes(r.Method, r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			http.Error(w, "the body cannot be read", http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(recorder, r)
		if recorder.status < 300 {
			l.mutex.Lock()
			defer l.mutex.Unlock()
			l.writes = append(l.writes, writesOf(r.Method, r.URL.Path, body)...)
		}
	})
}

// statusRecorder remembers the status of an answer.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}
