package simulator

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// checked returns the faults with defaults filled in. It panics at a fault that ParseFault would refuse.
func checked(faults []Fault) []Fault {
	return each(faults, func(fault Fault) Fault {
		if err := fault.check(); err != nil {
			panic(fmt.Sprintf("simulator: fault %+v: %v", fault, err))
		}
		return fault
	})
}

// check returns the error of a wrong fault. It sets the kind of a fault with only a latency to FaultLatency.
func (f *Fault) check() error {
	if f.Kind == "" && f.Latency > 0 {
		f.Kind = FaultLatency
	}
	switch {
	case f.Kind == "":
		return errors.New("it has no kind, such as rate-limit or latency=3s")
	case f.Kind.check() != nil:
		return f.Kind.check()
	case f.Kind == FaultStatus && f.Status == 0:
		return errors.New("it needs a status, such as status=402")
	case f.Kind == FaultStatus && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status must be a number from 200 to 599, not %d", f.Status)
	case f.Kind == FaultLatency && f.Latency == 0:
		return errors.New("it needs a duration, such as latency=3s")
	case f.Path != "" && !strings.HasPrefix(f.Path, "/"):
		return errors.New("the path must begin with /")
	case f.Status != 0 && f.Kind != FaultStatus:
		return errors.New("only the kind status can have a status")
	case f.Body != "" && f.Kind != FaultStatus:
		return errors.New("only status=CODE can have a body")
	case f.Times < 0 || f.After < 0 || f.Latency < 0 || f.Reset < 0:
		return errors.New("times, after, latency and reset must not be negative")
	}
	switch strings.ToUpper(f.Method) {
	case "", http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete:
		return nil
	}
	return errors.New("the method must be GET, POST, PUT or DELETE")
}

func (k FaultKind) check() error {
	switch k {
	case FaultRateLimit, FaultRateLimitBare, FaultServerError, FaultHTMLError, FaultStatus, FaultLatency,
		FaultCutBody, FaultMalformedJSON, FaultEndlessPages, FaultEmptyPages:
		return nil
	}
	return fmt.Errorf("unknown kind %q; the kinds are rate-limit, rate-limit-bare, server-error, html-error, status=CODE, "+
		"latency=DURATION, cut-body, malformed-json, endless-pages and empty-pages", k)
}
