package serve

import (
	"encoding/json"
	"sync"
	"time"
)

// progressInterval is the least time between two progress messages of a call.
const progressInterval = 100 * time.Millisecond

// progressReporter sends a client the progress of its call. A nil reporter sends nothing. It never sends while it holds its lock: a client
// that does not read can block sending forever, and must still be able to cancel.
type progressReporter struct {
	token json.RawMessage
	send  func(progressNotification)

	mu      sync.Mutex
	latest  progressParams
	begun   bool          // latest is set
	unsent  bool          // latest has not been sent
	pending *time.Timer   // will send latest
	sending chan struct{} // closed after the current message is sent; nil if there is none
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

// report reports that done of total steps are finished. It ignores progress that does not increase, which the protocol forbids.
func (p *progressReporter) report(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped || p.begun && done <= p.latest.Progress {
		return
	}
	p.begun, p.unsent = true, true
	p.latest = progressParams{ProgressToken: p.token, Progress: done, Total: max(total, 0)}
	p.sendWhenDue()
}

// sendWhenDue sends latest now, or when the interval since the previous message is over. p.mu is held.
func (p *progressReporter) sendWhenDue() {
	for !p.stopped && p.unsent && p.pending == nil && p.sending == nil {
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

// sendLatest sends latest. p.mu is held, and unlocked during the sending.
func (p *progressReporter) sendLatest() {
	latest, sent := p.latest, make(chan struct{})
	p.unsent, p.sending, p.sent = false, sent, time.Now()
	p.mu.Unlock()
	p.send(progressNotification{JSONRPC: "2.0", Method: "notifications/progress", Params: latest})
	p.mu.Lock()
	p.sending = nil
	close(sent)
}

// finish sends latest if it is unsent. Afterwards nothing more is sent.
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
	if p.unsent && !p.stopped {
		p.sendLatest()
	}
	p.end()
}

// stop prevents further messages, also that of latest.
func (p *progressReporter) stop() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end()
}

// end prevents further messages. p.mu is held.
func (p *progressReporter) end() {
	p.stopped = true
	if p.pending != nil {
		p.pending.Stop()
	}
}
