package simulator

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// FaultKind is how a request fails.
type FaultKind string

// The kinds of faults. Those that replace the answer do so before anything is done; those that spoil it (cut-body,
// malformed-json and the pages) do it after the operation has changed the account.
const (
	FaultRateLimit     FaultKind = "rate-limit"      // 429 with PagerDuty's headers and body
	FaultRateLimitBare FaultKind = "rate-limit-bare" // 429 without headers or body
	FaultServerError   FaultKind = "server-error"    // 500 with an error in JSON
	FaultHTMLError     FaultKind = "html-error"      // 500 with a page of HTML
	FaultStatus        FaultKind = "status"          // the Status and Body of the fault
	FaultLatency       FaultKind = "latency"         // no failure, only the Latency of the fault
	FaultCutBody       FaultKind = "cut-body"        // the connection breaks in the middle of the answer
	FaultMalformedJSON FaultKind = "malformed-json"  // half an answer, declared to be all of it
	FaultEndlessPages  FaultKind = "endless-pages"   // every page of a list is full and announces more
	FaultEmptyPages    FaultKind = "empty-pages"     // every page of a list is empty and announces more
)

// Fault is something that goes wrong on demand. WithFaults and Inject panic at one that ParseFault would refuse.
type Fault struct {
	// Kind must be given, but for a fault that has a Latency alone.
	Kind FaultKind
	// Method is the method that fails, "" for every one.
	Method string
	// Path is what fails, "" for everything: a prefix of whole segments ("/incidents" means the list and all below it), or,
	// with a * or a {$} in it, a pattern of the whole path ("/incidents/*/notes"; "/incidents/{$}" is the list alone).
	Path string
	// After is how many matching requests are answered well before the first fails.
	After int
	// Times is how many requests fail; 0 means all.
	Times int
	// Latency is how long the simulator waits before it answers; it may accompany every kind.
	Latency time.Duration
	// Reset is the time that a rate limit asks to wait, in whole seconds; 0 means 1 second.
	Reset time.Duration
	// Status and Body are the answer of FaultStatus. Without a Body it is PagerDuty's error body for the status.
	Status int
	Body   string
}

// faultList holds the faults and how often each was met.
type faultList struct {
	mutex  sync.Mutex
	faults []*activeFault
}

type activeFault struct {
	Fault
	met int
}

func (l *faultList) add(faults ...Fault) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, fault := range faults {
		l.faults = append(l.faults, &activeFault{Fault: fault})
	}
}

// set replaces all faults.
func (l *faultList) set(faults []Fault) {
	l.mutex.Lock()
	l.faults = nil
	l.mutex.Unlock()
	l.add(faults...)
}

// faultOf decides what goes wrong with a request.
func (l *faultList) faultOf(r *http.Request) *requestFault {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	f := &requestFault{}
	for _, fault := range l.faults {
		if !matches(fault.Method, fault.Path, r.Method, r.URL.Path) {
			continue
		}
		fault.met++
		if fault.met <= fault.After || fault.Times > 0 && fault.met > fault.After+fault.Times {
			continue
		}
		f.latency += fault.Latency
		if fault.Kind != FaultLatency {
			f.fault = fault.Fault
			break
		}
	}
	return f
}

// matches reports whether a request has the method and the path of a Fault.
func matches(method, path, gotMethod, gotPath string) bool {
	if method != "" && !strings.EqualFold(method, gotMethod) {
		return false
	}
	whole := strings.TrimSuffix(path, "/{$}")
	wanted, got := strings.Split(whole, "/"), strings.Split(gotPath, "/")
	if whole != path || strings.Contains(whole, "*") {
		return slices.EqualFunc(wanted, got, func(want, got string) bool { return want == "*" || want == got })
	}
	return path == "" || path == "/" || len(got) >= len(wanted) && slices.Equal(wanted, got[:len(wanted)])
}

// requestFault is what the faults do to one request.
type requestFault struct {
	latency time.Duration
	fault   Fault
}

// wait spends the latency and reports whether the client is still there.
func (f *requestFault) wait(ctx context.Context) bool {
	if f.latency <= 0 {
		return true
	}
	timer := time.NewTimer(f.latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// instead writes the answer that replaces the operation, if there is one.
func (f *requestFault) instead(w http.ResponseWriter) bool {
	switch f.fault.Kind {
	case FaultRateLimit:
		seconds := max(1, int(f.fault.Reset/time.Second))
		w.Header().Set("Ratelimit-Limit", strconv.Itoa(requestsPerMinute))
		w.Header().Set("Ratelimit-Remaining", "0")
		w.Header().Set("Ratelimit-Reset", strconv.Itoa(seconds))
		refuse(standardError(http.StatusTooManyRequests)).write(w)
	case FaultRateLimitBare:
		w.WriteHeader(http.StatusTooManyRequests)
	case FaultServerError:
		refuse(standardError(http.StatusInternalServerError)).write(w)
	case FaultHTMLError:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("<!DOCTYPE html>\n<html><head><title>500</title></head><body><h1>Something went wrong</h1></body></html>\n"))
	case FaultStatus:
		if f.fault.Body == "" {
			refuse(standardError(f.fault.Status)).write(w)
			break
		}
		answer{f.fault.Status, []byte(f.fault.Body)}.write(w)
	default:
		return false
	}
	return true
}

// standardError is PagerDuty's error for a status.
func standardError(status int) error {
	switch status {
	case http.StatusPaymentRequired:
		return &refusal{status, 2014, "Account does not have the abilities to perform the action", nil}
	case http.StatusForbidden:
		return &refusal{status, 2010, "Access Denied", nil}
	case http.StatusNotFound:
		return notFound()
	case http.StatusTooManyRequests:
		return &refusal{status, 2020, "Rate Limit Exceeded", nil}
	case http.StatusInternalServerError:
		return &refusal{status, 2000, "Internal Server Error", nil}
	}
	return &refusal{status, 2001, http.StatusText(status), nil}
}

func (f *requestFault) pages() FaultKind {
	if f.fault.Kind == FaultEndlessPages || f.fault.Kind == FaultEmptyPages {
		return f.fault.Kind
	}
	return ""
}

// write writes the answer of the operation, spoilt by the fault if that is its kind.
func (f *requestFault) write(w http.ResponseWriter, a answer) {
	switch f.fault.Kind {
	case FaultCutBody:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush() // so that the half arrives before the connection breaks
		panic(http.ErrAbortHandler)
	case FaultMalformedJSON:
		answer{a.status, a.body[:len(a.body)/2]}.write(w)
	default:
		a.write(w)
	}
}
