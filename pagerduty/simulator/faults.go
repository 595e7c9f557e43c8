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

// The kinds of faults. FaultCutBody, FaultMalformedJSON and the two faults of lists (FaultEndlessPages and FaultEmptyPages) corrupt the
// answer after the operation has run. FaultLatency only delays the answer. With all other kinds the operation does not run.
const (
	FaultRateLimit     FaultKind = "rate-limit"      // 429 with PagerDuty's headers and body
	FaultRateLimitBare FaultKind = "rate-limit-bare" // 429 without headers or body
	FaultServerError   FaultKind = "server-error"    // 500 with an error in JSON
	FaultHTMLError     FaultKind = "html-error"      // 500 with a page of HTML
	FaultStatus        FaultKind = "status"          // the fault's Status and Body
	FaultLatency       FaultKind = "latency"         // no failure, only the fault's Latency
	FaultCutBody       FaultKind = "cut-body"        // the connection breaks in the middle of the answer
	FaultMalformedJSON FaultKind = "malformed-json"  // half of the answer, with the Content-Length of the half
	FaultEndlessPages  FaultKind = "endless-pages"   // every page of a list is full and announces more
	FaultEmptyPages    FaultKind = "empty-pages"     // every page of a list is empty and announces more
)

// Fault makes requests fail. WithFaults and Inject panic at a fault that ParseFault would refuse.
type Fault struct {
	// Kind is how requests fail. It may be empty if there is a Latency.
	Kind FaultKind
	// Method is the method of the requests that fail; "" means all.
	Method string
	// Path is the path of the requests that fail; "" means all. It is a prefix of whole segments: "/incidents" matches the list
	// and everything below it. With a * or {$} it matches the whole path: "/incidents/*/notes", or "/incidents/{$}" for the list alone.
	Path string
	// After is how many matching requests succeed before the first one fails.
	After int
	// Times is how many requests fail after that; 0 means all.
	Times int
	// Latency is how long the simulator waits before it answers. It may be combined with every kind.
	Latency time.Duration
	// Reset is the waiting time in the headers of FaultRateLimit, in whole seconds; 0 means 1 second.
	Reset time.Duration
	// Status and Body are the answer of FaultStatus. An empty Body means PagerDuty's error body for the status.
	Status int
	Body   string
}

// faultList is the active faults, and how many requests each has matched.
type faultList struct {
	mutex  sync.Mutex
	faults []*activeFault
}

type activeFault struct {
	Fault
	matched int
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

// faultOf returns the effect of the faults on a request.
func (l *faultList) faultOf(r *http.Request) *requestFault {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	f := &requestFault{}
	for _, fault := range l.faults {
		if !matches(fault.Method, fault.Path, r.Method, r.URL.Path) {
			continue
		}
		fault.matched++
		if fault.matched <= fault.After || fault.Times > 0 && fault.matched > fault.After+fault.Times {
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

// matches reports whether a request matches the Method and Path of a Fault.
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

// requestFault is the effect of the faults on one request.
type requestFault struct {
	latency time.Duration
	fault   Fault
}

// wait waits for the latency. It reports whether the client is still connected.
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

// writeReplacement writes the answer that replaces the operation. It reports whether there is one.
func (f *requestFault) writeReplacement(w http.ResponseWriter) bool {
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

// standardError returns PagerDuty's error for a status.
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

// write writes the answer of the operation, which the fault may spoil.
func (f *requestFault) write(w http.ResponseWriter, a answer) {
	switch f.fault.Kind {
	case FaultCutBody:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush() // the half must arrive before the connection breaks
		panic(http.ErrAbortHandler)
	case FaultMalformedJSON:
		answer{a.status, a.body[:len(a.body)/2]}.write(w)
	default:
		a.write(w)
	}
}
