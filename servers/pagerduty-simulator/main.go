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
	switch settings.tlsCertificate { // --tls is a switch as well
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
		fmt.Fprintln(stderr, "pagerduty-simulator: listening beyond this machine: its keys are public, so anyone who reaches it can use it")
	}
	fmt.Fprintln(stdout, address)
	if certificate != "" {
		fmt.Fprintln(stdout, certificate)
		defer settings.forget(certificate)
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
	liveTime            bool
	tlsCertificate      string
	lenient, version    bool
	scenarios, faults   []string
}

func newSettings(stdout io.Writer) (*settings, *pflag.FlagSet) {
	s := &settings{}
	flags := pflag.NewFlagSet("pagerduty-simulator", pflag.ContinueOnError)
	flags.SetOutput(io.Discard) // run writes errors
	flags.SortFlags = false
	flags.StringVar(&s.listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 takes a free one")
	flags.StringVar(&s.tlsCertificate, "tls", "", "serve HTTPS, and write the certificate that clients have to trust to this `file` (PEM)")
	flags.Lookup("tls").NoOptDefVal = temporary
	flags.StringVar(&s.seed, "seed", string(simulator.Demo), "what the account holds: demo, empty or large")
	flags.StringArrayVar(&s.scenarios, "scenario", nil, "`name` of what goes on: incident-storm, nobody-on-call or rate-limited; may be given several times")
	flags.StringVar(&s.clock, "clock", "", "`time` at which the account's clock stands still, such as 2026-10-14T10:00:00Z; without it, time passes")
	flags.BoolVar(&s.liveTime, "live-time", false, "let time do what it does in PagerDuty, such as escalate; without it, on for the demo seed unless --clock is given")
	flags.BoolVar(&s.lenient, "lenient", false, "take what PagerDuty takes, such as unknown query parameters and deprecated forms, instead of refusing it")
	flags.StringArrayVar(&s.faults, "fault", nil, "`fault` to show on demand; may be given several times")
	flags.BoolVar(&s.version, "version", false, "print the version and exit")
	flags.Usage = func() {
		fmt.Fprintf(stdout, help, flags.FlagUsages(), simulator.UserKey, simulator.AccountKey, simulator.UserKey)
	}
	return s, flags
}

const help = `pagerduty-simulator is a PagerDuty account in memory, behind PagerDuty's HTTP API.
It prints its URL once it accepts connections and serves until it is interrupted. With live time it does by itself what
PagerDuty does: incidents are escalated and resolved, acknowledgements and snoozes end. Without, incidents only announce it.

Flags:
%s
Keys that it accepts:
  %s  a user's: a responder who is on call and in two teams
  %s  the account's: it belongs to no user

Try it:
  curl -g -H 'Authorization: Token token=%s' -H 'Accept: application/vnd.pagerduty+json;version=2' \
    'http://127.0.0.1:PORT/incidents?statuses[]=triggered&sort_by=created_at:desc'

With --tls the second line that it prints is the file of the certificate, which is removed at the end unless --tls=FILE names it.
Trust it with SSL_CERT_FILE (Go, Python, Ruby), REQUESTS_CA_BUNDLE (Python's requests), NODE_EXTRA_CA_CERTS (Node), curl --cacert.

Scenarios go on in what the account holds:
  incident-storm  37 incidents on eight services within ten minutes, for one cause: a change just before
  nobody-on-call  a service (PSREFND) whose rotation has run out, with an incident that nobody has
  rate-limited    the first five requests are answered with 429, the others well

Faults are a kind and settings, separated by commas:
  --fault rate-limit,times=2,path=/incidents,method=GET   --fault latency=3s
  --fault status=402,path=/incidents/*/past_incidents     --fault server-error,after=5
Kinds: rate-limit, rate-limit-bare, server-error, html-error, status=CODE, latency=DURATION, cut-body, malformed-json,
endless-pages, empty-pages. Settings: method, path, times, after, latency, reset, body.

For tests, on the same port and without a key. Bodies are JSON; what is wrong in one is a 400 that changes nothing.
  GET    /_simulator/requests  the latest 1,000 that were asked, and the status of each; ?method=POST&path=/incidents/*/notes finds some
  DELETE /_simulator/requests  forgets it
  GET    /_simulator/clock     the account's time
  PUT    /_simulator/clock     {"now":"2026-10-14T12:00:00Z"} makes it stand still there, {"advance":"90m"} moves it on;
                               with live time what is due by then happens, and setting it back undoes nothing
  POST   /_simulator/faults    {"faults":["rate-limit,times=2"]}
  DELETE /_simulator/faults    ends all faults
  POST   /_simulator/reset     makes all as it was at the start; any of {"seed":"demo","scenarios":["incident-storm"],
                               "clock":"2026-10-14T10:00:00Z","live_time":true} takes the place of its flag
`

func (s *settings) options() ([]simulator.Option, error) {
	seed, err := simulator.ParseSeed(s.seed)
	if err != nil {
		return nil, fmt.Errorf("--seed: %w", err)
	}
	options := []simulator.Option{simulator.WithSeed(seed), simulator.WithControl()}
	for _, name := range s.scenarios {
		scenario, err := simulator.ParseScenario(name, seed)
		if err != nil {
			return nil, fmt.Errorf("--scenario: %w", err)
		}
		options = append(options, simulator.WithScenario(scenario))
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

// temporary stands for a file in the system's directory for temporary files.
const temporary = "a new file"

// serve listens as the flags say. Over HTTPS it returns the file that holds the certificate.
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

// forget removes a certificate that nobody gave a place.
func (s *settings) forget(certificate string) {
	if s.tlsCertificate == temporary {
		_ = os.RemoveAll(filepath.Dir(certificate)) // only a leftover
	}
}

// loopback tells whether only this machine reaches an address. A name other than localhost is taken not to be one.
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
