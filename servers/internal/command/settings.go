package command

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// settings are the values of flags and variables.
type settings struct {
	writes          bool
	toolsets        []string
	tools           []string
	excludeTools    []string
	confirm         confirmation
	maxPagesPerHour int // 0 for no limit
	auditLog        string
	instance        string // "" for the machine and the process
	profile         string // "" for the key that the environment names
	demo            bool
	callTimeout     time.Duration // 0 for no limit
	maxResultBytes  int
	logLevel        logLevel
	logFormat       logFormat
	onlyCheck       bool
	version         bool
	waitForKey      bool               // start without a key, if a login can bring it
	client          []pagerduty.Option // more options of the client
	http            httpSettings
}

// Variables without a flag. A flag would show the key to everyone who lists processes; the other variables belong to the key.
const (
	keyVariable     = keys.Variable
	keyFileVariable = keys.FileVariable
	hostVariable    = keys.HostVariable
	fromVariable    = keys.FromVariable
)

// defaultCallTimeout is shorter than the minute after which some hosts stop waiting.
const defaultCallTimeout = 45 * time.Second

// Flags returns the flags of a server, for completion in a shell.
func Flags(server Server) *pflag.FlagSet { return new(settings).flags(server) }

// flags declares every flag of a server. The variable of --some-flag is PAGERDUTY_SOME_FLAG.
func (s *settings) flags(server Server) *pflag.FlagSet {
	flags := s.toolFlags(server)
	flags.BoolVar(&s.onlyCheck, "check", false, "print whose key is set, what would be served and what is misconfigured, and exit")
	flags.BoolVar(&s.version, "version", false, "print the version and exit")
	flags.AddFlagSet(s.http.flags())
	return flags
}

// toolFlags declares the flags about the account, the tools and their calls. Subcommands have them, too.
func (s *settings) toolFlags(server Server) *pflag.FlagSet {
	flags := pflag.NewFlagSet(server.Name, pflag.ContinueOnError)
	flags.SortFlags = false
	flags.Usage = func() {}
	flags.BoolVar(&s.writes, "enable-write-tools", false, "also offer the tools that change PagerDuty")
	if len(server.Areas) > 1 {
		flags.StringSliceVar(&s.toolsets, "toolsets", nil, "serve these areas: comma-separated `names`, or all; "+servedByDefault(server.Areas)+" if left out")
	}
	flags.StringSliceVar(&s.tools, "tools", nil, "offer only these tools: comma-separated `names`")
	flags.StringSliceVar(&s.excludeTools, "exclude-tools", nil, "never offer these tools: comma-separated `names`; overrides --tools")
	flags.TextVar(&s.confirm, "confirm", confirmNever, "`which` calls the user has to confirm: never; pages: calls that may notify somebody; "+
		"duty: those, and calls that change who is on call; destructive: those, and calls that change or remove something; all: every change")
	flags.IntVar(&s.maxPagesPerHour, "max-pages-per-hour", 0, "send at most `n` notifications in an hour, counted over all tools, and refuse further calls that notify; no limit if left out")
	flags.StringVar(&s.auditLog, "audit-log", "", "append a line of JSON to this `file` for each call, and one before each change; over HTTP, - is standard output; "+
		"calls with invalid arguments are not recorded")
	flags.StringVar(&s.instance, "instance", "", "`name` of this process in the audit log; the names of the machine and the process if left out")
	flags.StringVar(&s.profile, "profile", "", "work with the key that pagerduty-mcp login --profile `name` stored")
	flags.BoolVar(&s.demo, "demo", false, "serve a made-up account, kept in memory; needs no key")
	flags.DurationVar(&s.callTimeout, "call-timeout", defaultCallTimeout, "end a call after this `time`, such as 45s or 2m; 0 for no limit")
	flags.IntVar(&s.maxResultBytes, "max-result-bytes", mcptools.DefaultMaxResultBytes, "largest result of a tool in `bytes`; 0 for no limit")
	flags.TextVar(&s.logLevel, "log-level", logLevel(slog.LevelWarn), "write log messages of this `level` and above to standard error: debug, info, warn or error")
	flags.TextVar(&s.logFormat, "log-format", logText, "write log messages in this `form`: text or json")
	return flags
}

// variable returns the environment variable of a flag, or "" for flags that print and exit.
func variable(flag string) string {
	if flag == "version" || flag == "help" || flag == "check" {
		return ""
	}
	return "PAGERDUTY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// secondVariable returns another variable of a flag, which PagerDuty's own server has; "" for most flags. The first overrides it.
func secondVariable(flag string) string {
	if flag == "transport" || flag == "host" || flag == "port" {
		return "MCP_" + strings.ToUpper(flag)
	}
	return ""
}

// variables returns all variables of a flag, the one that counts most first.
func variables(flag string) []string {
	return slices.DeleteFunc([]string{variable(flag), secondVariable(flag)}, func(name string) bool { return name == "" })
}

// readSettings reads the command line, and the environment for settings that it leaves out.
func readSettings(server Server, arguments []string, environment env.Variables) (*settings, error) {
	s := &settings{}
	flags := s.flags(server)
	skipped, arguments := withoutServerName(server, arguments)
	if err := refuseKeys(arguments, skipped, flags, environment); err != nil {
		return nil, err
	}
	err := flags.Parse(arguments)
	if err == nil && flags.NArg() == 0 {
		return s, s.complete(flags, environment)
	}
	if misplaced := server.misplacedSubcommand(arguments); misplaced != nil {
		return nil, misplaced
	}
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return nil, err
	case err != nil:
		return nil, FlagError(flags, err)
	}
	return nil, strayArgument(flags, arguments, skipped)
}

// withoutServerName removes a server's name from the start of the arguments, where configurations of PagerDuty's own servers have one.
func withoutServerName(server Server, arguments []string) (skipped int, rest []string) {
	if len(arguments) > 0 && (arguments[0] == server.Name || arguments[0] == "pagerduty-mcp") {
		return 1, arguments[1:]
	}
	return 0, arguments
}

// complete takes from the environment what the command line leaves out, and checks all values.
func (s *settings) complete(flags *pflag.FlagSet, environment env.Variables) error {
	if err := readVariables(flags, environment); err != nil {
		return err
	}
	s.profile = strings.TrimSpace(s.profile)
	trimSpaces(s.toolsets)
	trimSpaces(s.tools)
	trimSpaces(s.excludeTools)
	for _, path := range []*string{&s.auditLog, &s.http.tokenFile, &s.http.tlsCert, &s.http.tlsKey, &s.http.state.passwordFile} {
		*path = environment.ExpandHome(*path)
	}
	if s.auditLog != "" && s.auditLog != auditStdout {
		if absolute, err := filepath.Abs(s.auditLog); err == nil {
			s.auditLog = absolute // an MCP client chooses the working directory
		}
	}
	return s.check(flags)
}

// readVariables sets flags that the command line leaves out from their variables.
func readVariables(flags *pflag.FlagSet, environment env.Variables) (err error) {
	flags.VisitAll(func(flag *pflag.Flag) {
		for _, name := range variables(flag.Name) {
			if err == nil && !flag.Changed {
				err = readVariable(flags, flag.Name, name, environment)
			}
		}
	})
	return err
}

// readVariable sets a flag from the variable of this name.
func readVariable(flags *pflag.FlagSet, flag, name string, environment env.Variables) error {
	value, ok := environment.Lookup(name)
	if value = strings.TrimSpace(value); !ok || value == "" {
		return nil // hosts set an empty variable for a blank field
	}
	if strings.HasPrefix(value, "${") || strings.HasPrefix(value, "$(") {
		return fmt.Errorf("variable %s refers to another variable, which is not set: set that one, or remove this one", name)
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](flags.Set(flag, value)); ok {
		return invalidValue("variable "+name, wrong)
	}
	return nil
}

func (s *settings) check(flags *pflag.FlagSet) error {
	switch {
	case s.maxResultBytes < 0:
		return fmt.Errorf("--max-result-bytes (%s) is %d, less than 0; 0 means no limit", variable("max-result-bytes"), s.maxResultBytes)
	case s.callTimeout < 0:
		return fmt.Errorf("--call-timeout (%s) is %s, less than 0; 0 means no limit", variable("call-timeout"), s.callTimeout)
	case flags.Changed("max-pages-per-hour") && s.maxPagesPerHour < 1: // 0 is ambiguous: no limit, or no pages
		return fmt.Errorf("--max-pages-per-hour (%s) is %d, less than 1; leave it out for no limit, and exclude the tools that page if none may", variable("max-pages-per-hour"), s.maxPagesPerHour)
	case flags.Changed("tools") && len(s.tools) == 0: // nobody means "all tools" by an empty list
		return errors.New("--tools is empty: name at least one tool, or leave the flag out for all")
	case flags.Changed("audit-log") && s.auditLog == "": // nobody means "no log" by an empty name
		return errors.New("--audit-log is empty: name a file, or leave the flag out for no audit log")
	case flags.Changed("profile") && s.profile == "": // it would work with the default account
		return errors.New("--profile is empty: name a profile, or leave the flag out")
	case flags.Changed("toolsets") && len(s.toolsets) == 0:
		return errors.New("--toolsets is empty: name at least one area, or leave the flag out")
	}
	if err := s.checkInstance(); err != nil {
		return err
	}
	return s.http.check(flags)
}

// trimSpaces removes the spaces of "a, b".
func trimSpaces(names []string) {
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
}

// logLevel is a slog.Level that accepts names only.
type logLevel slog.Level

var errNoLogLevel = errors.New("must be debug, info, warn or error")

// UnmarshalText reads the value of --log-level.
func (l *logLevel) UnmarshalText(text []byte) error {
	var level slog.Level
	if err := level.UnmarshalText(text); err != nil || strings.ContainsAny(string(text), "+-") {
		return errNoLogLevel
	}
	*l = logLevel(level)
	return nil
}

// MarshalText returns the value of --log-level.
func (l logLevel) MarshalText() ([]byte, error) { return slog.Level(l).MarshalText() }
