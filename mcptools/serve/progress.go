package serve

import (
	"encoding/json"
	"sync"
	"time"
)

// progressInterval is the least time between two progress messages of a call.
const progressInterval = 100 * time.Millisecond

// progressReporter tells a client how far its call is. A nil reporter says nothing. Nothing is sent under its lock: a client that
// does not read may block that for ever, and must still be able to cancel.
type progressReporter struct {
	token json.RawMessage
	send  func(progressNotification)

	mu      sync.Mutex
	latest  progressParams
	begun   bool          // latest is set
	unsaid  bool          // latest is not sent yet
	pending *time.Timer   // will send latest
	sending chan struct{} // closed when what is being sent is; nil if nothing is
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
	p.begun, p.unsaid = true, true
	p.latest = progressParams{ProgressToken: p.token, Progress: done, Total: max(total, 0)}
	p.sendWhenDue()
}

// sendWhenDue sends latest, now or later: not while another message is being sent, and not too soon after it. p.mu is held.
func (p *progressReporter) sendWhenDue() {
	for !p.stopped && p.unsaid && p.pending == nil && p.sending == nil {
		if wait := progressInterval - time.Since(p.sent); wait > 0 {
			p.pending = time.AfterFunc(wait, p.sendPending)
			return
		}
		p.sendLatest()
	}
}

func (p *progressReporter) sendPending() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending = nil
	p.sendWhenDue()
}

// sendLatest sends latest. p.mu is held, but not meanwhile.
func (p *progressReporter) sendLatest() {
	latest, sent := p.latest, make(chan struct{})
	p.unsaid, p.sending, p.sent = false, sent, time.Now()
	p.mu.Unlock()
	p.send(progressNotification{JSONRPC: "2.0", Method: "notifications/progress", Params: latest})
	p.mu.Lock()
	p.sending = nil
	close(sent)
}

// finish sends what is still to be said; after it nothing more is.
func (p *progressReporter) finish() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.sending != nil {
		sent := p.sending
		p.mu.Unlock()
		<-sent
		p.mu.Lock()
	}
	if p.unsaid && !p.stopped {
		p.sendLatest()
	}
	p.end()
}

// stop leaves unsaid what is still to be said.
func (p *progressReporter) stop() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end()
}

// end lets nothing more be sent. p.mu is held.
func (p *progressReporter) end() {
	p.stopped = true
	if p.pending != nil {
		p.pending.Stop()
	}
}
