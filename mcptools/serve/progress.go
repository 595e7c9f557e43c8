package serve

import (
	"encoding/json"
	"sync"
	"time"
)

// progressInterval is the least time between two progress messages of a call.
const progressInterval = 100 * time.Millisecond

// progressReporter tells a client how far its call is. A nil reporter says nothing.
type progressReporter struct {
	token json.RawMessage
	send  func(progressNotification)

	mu      sync.Mutex
	latest  progressParams
	begun   bool        // latest is set
	pending *time.Timer // will send latest
	stopped bool
	sent    time.Time
}

type progressNotification struct {
	JSONRPC string         `json:"jsonrpc"`
	Method  string         `json:"method"`
	Params  progressParams `json:"params"`
}

type progressParams struct {
	ProgressToken json.RawMessage `json:"progressToken"`
	Progress      int             `json:"progress"`
	Total         int             `json:"total,omitempty"`
}

// report says that done of total steps are behind. The protocol wants progress to grow: what does not is left out.
func (p *progressReporter) report(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped || p.begun && done <= p.latest.Progress {
		return
	}
	p.begun = true
	p.latest = progressParams{ProgressToken: p.token, Progress: done, Total: max(total, 0)}
	if p.pending != nil {
		return
	}
	if wait := progressInterval - time.Since(p.sent); wait > 0 {
		p.pending = time.AfterFunc(wait, p.sendPending)
		return
	}
	p.sendLatest()
}

func (p *progressReporter) sendPending() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending != nil && !p.stopped {
		p.sendLatest()
	}
}

func (p *progressReporter) sendLatest() {
	p.pending = nil
	p.sent = time.Now()
	p.send(progressNotification{JSONRPC: "2.0", Method: "notifications/progress", Params: p.latest})
}

// finish sends what is still to be said; after it nothing more is.
func (p *progressReporter) finish() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending != nil && !p.stopped {
		p.pending.Stop()
		p.sendLatest()
	}
	p.stopped = true
}

// stop leaves unsaid what is still to be said.
func (p *progressReporter) stop() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	if p.pending != nil {
		p.pending.Stop()
	}
}
