// Command pagerduty-simulator serves an in-memory PagerDuty account behind PagerDuty's HTTP API.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

const (
	exitFailure = 1
	exitUsage   = 2
)

// run serves until ctx ends and returns the exit status.
func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) int {
	settings, flags := newSettings(stdout)
	switch err := flags.Parse(arguments); {
	case errors.Is(err, pflag.ErrHelp):
		return 0
	case err != nil:
		return usageError(stderr, err)
	case flags.NArg() > 0:
		return usageError(stderr, fmt.Errorf("unexpected argument %q: the simulator takes flags only", flags.Arg(0)))
	}
	if settings.version {
		fmt.Fprintln(stdout, "pagerduty-simulator", version())
		return 0
	}
	if !flags.Changed("live-time") {
		settings.liveTime = settings.seed == string(simulator.Demo) && settings.clock == ""
	}
	switch settings.tlsCertificate { // --tls may be used like a boolean flag
	case "true":
		settings.tlsCertificate = temporary
	case "false":
		settings.tlsCertificate = ""
	}
	options, err := settings.options()
	if err != nil {
		return usageError(stderr, err)
	}
	address, certificate, err := settings.serve(ctx, simulator.New(options...))
	if err != nil {
		fmt.Fprintln(stderr, "pagerduty-simulator:", err)
		return exitFailure
	}
	if !loopback(settings.listen) {
		fmt.Fprintln(stderr, "pagerduty-simulator: listening on more than this machine: the keys are public, so anyone who can connect can use the account")
	}
	fmt.Fprintln(stdout, address)
	if certificate != "" {
		fmt.Fprintln(stdout, certificate)
		defer settings.removeTemporary(certificate)
	}
	<-ctx.Done()
	return 0
}

func usageError(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "pagerduty-simulator: %v (see --help)\n", err)
	return exitUsage
}

// settings are the flags.
type settings struct {
	listen, seed, clock string
	liveTime, webhooks  bool
	tlsCertificate      string
	lenient, version    bool
	tokenLifetime       time.Duration
	scenarios, faults   []string
}

func newSettings(stdout io.Writer) (*settings, *pflag.FlagSet) {
	s := &settings{}
	flags := pflag.NewFlagSet("pagerduty-simulator", pflag.ContinueOnError)
	flags.SetOutput(io.Discard) // run writes errors
	flags.SortFlags = false
	flags.StringVar(&s.listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 takes a free one")
	flags.StringVar(&s.tlsCertificate, "tls", "", "serve HTTPS, and write the certificate for clients to trust to this `file` (PEM)")
	flags.Lookup("tls").NoOptDefVal = temporary
	flags.StringVar(&s.seed, "seed", string(simulator.Demo), "initial content of the account: demo, empty or large")
	flags.StringArrayVar(&s.scenarios, "scenario", nil, "`name` of a situation to add: incident-storm, nobody-on-call or rate-limited; may be repeated")
	flags.StringVar(&s.clock, "clock", "", "`time` at which the account's clock is stopped, such as 2026-10-14T10:00:00Z; by default the clock runs")
	flags.BoolVar(&s.liveTime, "live-time", false, "take pending actions such as escalations when their time comes; by default on for the seed demo without --clock")
	flags.BoolVar(&s.webhooks, "webhooks", false, "deliver events of incidents to webhook subscriptions with an address of this machine")
	flags.BoolVar(&s.lenient, "lenient", false, "accept mistakes that PagerDuty accepts, such as unknown query parameters and deprecated forms")
	flags.DurationVar(&s.tokenLifetime, "token-lifetime", 24*time.Hour, "`time` that tokens of the app last, such as 30s")
	flags.StringArrayVar(&s.faults, "fault", nil, "`fault` that makes requests fail; may be repeated")
	flags.BoolVar(&s.version, "version", false, "print the version and exit")
	flags.Usage = func() {
		fmt.Fprintf(stdout, help, flags.FlagUsages(), simulator.UserKey, simulator.AccountKey, simulator.ClientID, simulator.ClientSecret, simulator.Subdomain, simulator.UserKey)
	}
	return s, flags
}

const help = `pagerduty-simulator is a PagerDuty account in memory, behind PagerDuty's HTTP API.
It prints its URL when it accepts connections, and serves until it is interrupted. With live time it does what PagerDuty does
automatically: it escalates and resolves incidents, and ends acknowledgements and snoozes. Without live time, it only lists
these in the pending_actions of incidents.

Flags:
%s
Keys that it accepts:
  %s  of a user: a responder who is on call and in two teams
  %s  of the account: it belongs to no user
POST /oauth/token issues tokens with scopes to an app, by client credentials:
  client_id %s, client_secret %s, and the scope as_account-us.%s with others

Try it:
  curl -g -H 'Authorization: Token token=%s' -H 'Accept: application/vnd.pagerduty+json;version=2' \
    'http://127.0.0.1:PORT/incidents?statuses[]=triggered&sort_by=created_at:desc'

With --tls it also prints the file of the certificate, on a second line. Without --tls=FILE the file is removed at the end.
Trust it with SSL_CERT_FILE (Go, Python, Ruby), REQUESTS_CA_BUNDLE (Python's requests), NODE_EXTRA_CA_CERTS (Node), curl --cacert.

Scenarios:
  incident-storm  37 incidents on eight services within ten minutes, with one cause: a change just before
  nobody-on-call  a service (PSREFND) whose rotation has ended, with an incident without an assignee
  rate-limited    the first five requests are answered with 429

A fault is a kind and settings, separated by commas:
  --fault rate-limit,times=2,path=/incidents,method=GET   --fault latency=3s
  --fault status=402,path=/incidents/*/past_incidents     --fault server-error,after=5
Kinds: rate-limit, rate-limit-bare, server-error, html-error, status=CODE, latency=DURATION, cut-body, malformed-json,
endless-pages, empty-pages. Settings: method, path, times, after, latency, reset, body.

Control for tests, on the same port and without a key. Bodies are JSON. A wrong body is answered with 400 and changes nothing.
  GET    /_simulator/requests  returns the latest 1,000 requests with their statuses; ?method=POST&path=/incidents/*/notes filters them
  DELETE /_simulator/requests  clears the list of requests
  GET    /_simulator/clock     returns the account's time
  PUT    /_simulator/clock     stops the clock at {"now":"2026-10-14T12:00:00Z"}, or moves it forward by {"advance":"90m"};
                               live time then takes the pending actions that are due; setting the clock back undoes nothing
  POST   /_simulator/faults    adds {"faults":["rate-limit,times=2"]}
  DELETE /_simulator/faults    removes all faults
  PUT    /_simulator/secret    replaces the client secret of the app: {"secret":"…"}
  DELETE /_simulator/tokens    ends all tokens of the app
  GET    /_simulator/webhooks  waits for the deliveries of --webhooks, and returns the latest 1,000 with their statuses
  POST   /_simulator/reset     restores the state at the start; {"seed":"demo","scenarios":["incident-storm"],
                               "clock":"2026-10-14T10:00:00Z","live_time":true}, each optional, override the flags
`

func (s *settings) options() ([]simulator.Option, error) {
	seed, err := simulator.ParseSeed(s.seed)
	if err != nil {
		return nil, fmt.Errorf("--seed: %w", err)
	}
	options := []simulator.Option{simulator.WithSeed(seed), simulator.WithControl(), simulator.WithTokenLifetime(s.tokenLifetime)}
	for _, name := range s.scenarios {
		scenario, err := simulator.ParseScenario(name, seed)
		if err != nil {
			return nil, fmt.Errorf("--scenario: %w", err)
		}
		options = append(options, simulator.WithScenario(scenario))
	}
	if s.tokenLifetime < time.Second {
		return nil, errors.New("--token-lifetime must be at least 1s")
	}
	if s.clock != "" {
		at, err := simulator.ParseClock(s.clock)
		if err != nil {
			return nil, fmt.Errorf("--clock: %w", err)
		}
		options = append(options, simulator.WithClock(func() time.Time { return at }))
	}
	if s.liveTime {
		options = append(options, simulator.WithLiveTime())
	}
	if s.webhooks {
		options = append(options, simulator.WithWebhooks())
	}
	if s.lenient {
		options = append(options, simulator.Lenient())
	}
	for _, text := range s.faults {
		fault, err := simulator.ParseFault(text)
		if err != nil {
			return nil, fmt.Errorf("--fault: %w", err)
		}
		options = append(options, simulator.WithFaults(fault))
	}
	return options, nil
}

// temporary means a new file in the directory for temporary files.
const temporary = "a new file"

// serve listens as the flags require. Over HTTPS it also returns the file of the certificate.
func (s *settings) serve(ctx context.Context, account *simulator.Simulator) (url, file string, err error) {
	if s.tlsCertificate == "" {
		url, err = account.Listen(ctx, s.listen)
		return url, "", err
	}
	url, certificate, err := account.ListenTLS(ctx, s.listen)
	if err != nil {
		return "", "", err
	}
	file = s.tlsCertificate
	if file == temporary {
		directory, err := os.MkdirTemp("", "pagerduty-simulator-")
		if err != nil {
			return "", "", fmt.Errorf("--tls: %w", err)
		}
		file = filepath.Join(directory, "certificate.pem")
	}
	if err := os.WriteFile(file, certificate, 0o644); err != nil {
		return "", "", fmt.Errorf("--tls: %w", err)
	}
	return url, file, nil
}

// removeTemporary removes the certificate if it is in a temporary file.
func (s *settings) removeTemporary(certificate string) {
	if s.tlsCertificate == temporary {
		_ = os.RemoveAll(filepath.Dir(certificate)) // harmless if it fails
	}
}

// loopback reports whether only this machine can connect to an address. It returns false for every host name except localhost.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}
