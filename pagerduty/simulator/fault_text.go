package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseFault reads a fault as the simulator's command line writes it: a kind, then settings, separated by commas.
//
//	rate-limit,times=2,path=/incidents,method=GET
//	latency=3s
//	status=402,path=/incidents/*/responder_requests
//	server-error,after=1,latency=500ms
//
// The settings are method, path, times, after, latency and reset (a duration), status (a number), body (the rest of the text).
func ParseFault(text string) (Fault, error) {
	var fault Fault
	for rest := text; rest != ""; {
		part := rest
		if !strings.HasPrefix(rest, "body=") { // a body may hold commas
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

// set applies one part of a fault's text.
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
		return fmt.Errorf("it is both %s and %s: give each its own fault", f.Kind, kind)
	}
	f.Kind = kind
	return nil
}

func natural(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a number from 0 up", text)
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
