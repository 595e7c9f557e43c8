package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseFault parses a fault as in the flag --fault of pagerduty-simulator: a kind, then settings, separated by commas.
//
//	rate-limit,times=2,path=/incidents,method=GET
//	latency=3s
//	status=402,path=/incidents/*/responder_requests
//	server-error,after=1,latency=500ms
//
// The settings are the fields of Fault in lower case. latency and reset are durations. body is the last one, and may contain commas.
func ParseFault(text string) (Fault, error) {
	var fault Fault
	for rest := text; rest != ""; {
		part := rest
		if !strings.HasPrefix(rest, "body=") { // a body may contain commas
			part, rest, _ = strings.Cut(rest, ",")
		} else {
			rest = ""
		}
		if err := fault.set(strings.TrimSpace(part)); err != nil {
			return Fault{}, fmt.Errorf("fault %q: %w", text, err)
		}
	}
	if err := fault.check(); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", text, err)
	}
	return fault, nil
}

// set sets the field that one part of a fault's text names.
func (f *Fault) set(part string) error {
	name, value, hasValue := strings.Cut(part, "=")
	if !hasValue {
		return f.setKind(FaultKind(name))
	}
	var err error
	switch name {
	case "method":
		f.Method = strings.ToUpper(value)
	case "path":
		f.Path = value
	case "times":
		f.Times, err = natural(value)
	case "after":
		f.After, err = natural(value)
	case "latency":
		f.Latency, err = positive(value)
	case "reset":
		f.Reset, err = positive(value)
	case "status":
		f.Status, err = strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("status must be a number from 200 to 599, not %q", value)
		}
		return f.setKind(FaultStatus)
	case "body":
		f.Body = value
	default:
		return fmt.Errorf("unknown setting %q; the settings are method, path, times, after, latency, reset, status and body", name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (f *Fault) setKind(kind FaultKind) error {
	if err := kind.check(); err != nil {
		return err
	}
	if f.Kind != "" && f.Kind != kind {
		return fmt.Errorf("it has two kinds, %s and %s: use two faults", f.Kind, kind)
	}
	f.Kind = kind
	return nil
}

func natural(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a non-negative number", text)
	}
	return n, nil
}

func positive(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is not a duration such as 3s or 500ms", text)
	}
	return d, nil
}
