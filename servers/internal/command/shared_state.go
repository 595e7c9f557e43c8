package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/files"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/redisstore"
)

// stateSettings are the settings about what instances of the server share.
type stateSettings struct {
	url          string
	passwordFile string
	prefix       string

	address redisstore.Address // of url
}

// readyWithin is how long /readyz waits for the store. Kubernetes waits for a second.
const readyWithin = 500 * time.Millisecond

const evictsKeys = "the store of --state may forget what it counts: its maxmemory-policy lets it throw away keys when it is full. Set it to noeviction"

func (s *stateSettings) add(flags *pflag.FlagSet) {
	flags.StringVar(&s.url, "state", "", "share page limits and used-up answers with other instances, in Redis or Valkey at this `URL`, such as redis://host:6379/0, or rediss:// for TLS")
	flags.StringVar(&s.passwordFile, "state-password-file", "", "`file` with the password of --state; read again for each connection")
	flags.StringVar(&s.prefix, "state-prefix", "pagerduty-mcp", "`text` before the keys of --state; instances with the same one share")
}

func (s *stateSettings) check(flags *pflag.FlagSet) (err error) {
	if s.url == "" {
		for _, name := range []string{"state-password-file", "state-prefix"} {
			if flags.Changed(name) {
				return fmt.Errorf("--%s (%s) is for --state, which is not set", name, variable(name))
			}
		}
		return nil
	}
	s.address, err = redisstore.ParseAddress(strings.TrimSpace(s.url))
	switch {
	case errors.Is(err, redisstore.ErrPasswordInAddress):
		return fmt.Errorf("--state (%s) must have no password: lists of processes and of variables show it. Write it into a file, and name that with --state-password-file", variable("state"))
	case err != nil:
		return fmt.Errorf("--state (%s) %w", variable("state"), err)
	case s.prefix == "" || len(s.prefix) > 64 || strings.ContainsFunc(s.prefix, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("--state-prefix must be 1 to 64 letters, digits and other signs of ASCII, without spaces")
	}
	return nil
}

// open returns the store, which connects later; nil without --state.
func (s *stateSettings) open(logger *slog.Logger, failed func(error)) (*redisstore.Store, error) {
	if s.url == "" {
		return nil, nil
	}
	password := func() (string, error) { return "", nil }
	if s.passwordFile != "" {
		password = (&reloaded[string]{paths: []string{s.passwordFile}, load: s.readPassword, failed: failed}).get
		if _, err := password(); err != nil {
			return nil, err
		}
	}
	return redisstore.Open(redisstore.Options{Address: s.address, Password: password, Prefix: s.prefix, Logger: logger}), nil
}

func (s *stateSettings) readPassword() (string, error) {
	text, err := files.Read(s.passwordFile, "a password")
	if err != nil {
		return "", fmt.Errorf("--state-password-file: %w", err)
	}
	password := strings.Trim(string(text), "\r\n")
	if password == "" || strings.ContainsAny(password, "\r\n") {
		return "", fmt.Errorf("--state-password-file %s must have one line, the password", s.passwordFile)
	}
	return password, nil
}

// watchState logs in the background what is wrong with the store. The server serves without it meanwhile.
func (p *httpParts) watchState(ctx context.Context, logger *slog.Logger) {
	if p.state == nil {
		return
	}
	go func() {
		if p.state.Check(ctx) != nil {
			return // the store has logged why
		}
		if report, err := p.state.Inspect(ctx); err == nil && report.Evicts {
			logger.Warn(evictsKeys)
		}
	}()
}

// stateProblem returns why the store is unavailable, or "". Reads are served all the same.
func (p *httpParts) stateProblem() string {
	if p.state == nil {
		return ""
	}
	if err := p.state.Health(readyWithin); err != nil {
		return fmt.Sprintf("%v. Calls that need it are refused.", err)
	}
	return ""
}

// stateCheck is what --check found about the store.
type stateCheck struct {
	finding  string
	warnings []string
	advice   string // what to fix; "" if nothing
}

// checkState asks the store whether it works.
func (p *httpParts) checkState(ctx context.Context, settings *stateSettings) stateCheck {
	finding := settings.address.String() + ", keys begin with " + settings.prefix + ": "
	if err := p.state.Check(ctx); err != nil {
		return stateCheck{finding: finding + "unavailable", advice: fmt.Sprintf("Check --state and --state-password-file: %v.\n"+
			"The server would start, serve reads, and refuse calls that need the store until it is there.", err)}
	}
	report, err := p.state.Inspect(ctx)
	switch {
	case err != nil:
		return stateCheck{finding: finding + "works; it does not say whether it is Redis or Valkey, and what it does when it is full: see that its maxmemory-policy is noeviction"}
	case report.Evicts:
		return stateCheck{finding: finding + report.Server, warnings: []string{evictsKeys}}
	}
	return stateCheck{finding: finding + report.Server}
}
