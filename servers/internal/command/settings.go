package command

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// settings are what flags and variables say.
type settings struct {
	writes          bool
	toolsets        []string
	tools           []string
	excludeTools    []string
	confirm         confirmation
	maxPagesPerHour int // 0 for no limit
	auditLog        string
	demo            bool
	callTimeout     time.Duration // 0 for no limit
	maxResultBytes  int
	logLevel        logLevel
	onlyCheck       bool
	version         bool
}

// Variables without a flag: a flag would show a secret to everyone who lists processes, and the
// others belong to the key.
const (
	keyVariable     = "PAGERDUTY_USER_API_KEY"
	keyFileVariable = "PAGERDUTY_USER_API_KEY_FILE"
	hostVariable    = "PAGERDUTY_API_HOST"
	fromVariable    = "PAGERDUTY_FROM_EMAIL"
)

// defaultCallTimeout is less than the minute after which some hosts no longer wait.
const defaultCallTimeout = 45 * time.Second

// flags declares every flag. The variable of --some-flag is PAGERDUTY_SOME_FLAG.
func (s *settings) flags(server Server) *pflag.FlagSet {
	flags := pflag.NewFlagSet(server.Name, pflag.ContinueOnError)
	flags.SortFlags = false
	flags.Usage = func() {}
	flags.BoolVar(&s.writes, "enable-write-tools", false, "offer the tools that change PagerDuty, too")
	if server.ChooseToolsets {
		flags.StringSliceVar(&s.toolsets, "toolsets", nil, "serve only these areas of pagerduty-mcp, by `names` separated by commas")
	}
	flags.StringSliceVar(&s.tools, "tools", nil, "offer only these tools, by `names` separated by commas")
	flags.StringSliceVar(&s.excludeTools, "exclude-tools", nil, "do not offer these tools, by `names`, whatever --tools says")
	flags.TextVar(&s.confirm, "confirm", confirmNever, "`which` calls the user is asked to confirm: pages (those that may notify somebody), "+
		"destructive (those, and what changes or removes what is there; not what adds, such as an override), all (all that change PagerDuty) or never")
	flags.IntVar(&s.maxPagesPerHour, "max-pages-per-hour", 0, "let calls notify people at most `n` times in an hour, all tools together; without it there is no limit")
	flags.StringVar(&s.auditLog, "audit-log", "", "append a line of JSON for each call that is made to this `file`, "+
		"for changes before they are made, too; what is refused for its arguments is not recorded")
	flags.BoolVar(&s.demo, "demo", false, "serve an invented account that lives in this process; needs no key")
	flags.DurationVar(&s.callTimeout, "call-timeout", defaultCallTimeout, "longest `time` that a call may take, such as 45s or 2m, 0 for no limit")
	flags.IntVar(&s.maxResultBytes, "max-result-bytes", mcptools.DefaultMaxResultBytes, "largest result of a tool in `bytes`, 0 for no limit")
	flags.TextVar(&s.logLevel, "log-level", logLevel(slog.LevelWarn), "log at this `level` and above on standard error: debug, info, warn or error")
	flags.BoolVar(&s.onlyCheck, "check", false, "say whose key it is, what would be served and what is wrong, and exit")
	flags.BoolVar(&s.version, "version", false, "print the version and exit")
	return flags
}

// variable names the environment variable of a flag; those that print and exit have none.
func variable(flag string) string {
	if flag == "version" || flag == "help" || flag == "check" {
		return ""
	}
	return "PAGERDUTY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// readSettings reads the command line, and the environment for what it does not say.
func readSettings(server Server, arguments []string, environment func(string) (string, bool)) (*settings, error) {
	s := &settings{}
	flags := s.flags(server)
	// A configuration of PagerDuty's own servers names the server in its first argument.
	if len(arguments) > 0 && (arguments[0] == server.Name || arguments[0] == "pagerduty-mcp") {
		arguments = arguments[1:]
	}
	if err := refuseKeys(arguments, flags, environment); err != nil {
		return nil, err
	}
	if err := flags.Parse(arguments); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil, err
		}
		return nil, usageError(flags, err)
	}
	if flags.NArg() > 0 {
		return nil, strayArgument(flags, arguments)
	}
	if err := readVariables(flags, environment); err != nil {
		return nil, err
	}
	trimSpaces(s.toolsets)
	trimSpaces(s.tools)
	trimSpaces(s.excludeTools)
	s.auditLog = expandHome(s.auditLog)
	return s, s.check(flags)
}

// readVariables sets the flags that the command line leaves out from their variables.
func readVariables(flags *pflag.FlagSet, environment func(string) (string, bool)) (err error) {
	flags.VisitAll(func(flag *pflag.Flag) {
		name := variable(flag.Name)
		if err != nil || flag.Changed || name == "" {
			return
		}
		value, ok := environment(name)
		if value = strings.TrimSpace(value); !ok || value == "" {
			return // hosts set an empty variable for a field that was left blank
		}
		if strings.HasPrefix(value, "${") || strings.HasPrefix(value, "$(") {
			err = fmt.Errorf("variable %s holds the name of a variable that was not set: set that one, or leave this one out", name)
			return
		}
		if wrong, ok := errors.AsType[*pflag.InvalidValueError](flags.Set(flag.Name, value)); ok {
			err = invalidValue("variable "+name, wrong)
		}
	})
	return err
}

func (s *settings) check(flags *pflag.FlagSet) error {
	switch {
	case s.maxResultBytes < 0:
		return fmt.Errorf("--max-result-bytes (%s) is %d, less than 0; 0 means no limit", variable("max-result-bytes"), s.maxResultBytes)
	case s.callTimeout < 0:
		return fmt.Errorf("--call-timeout (%s) is %s, less than 0; 0 means no limit", variable("call-timeout"), s.callTimeout)
	case flags.Changed("max-pages-per-hour") && s.maxPagesPerHour < 1: // 0 could mean no limit or no pages
		return fmt.Errorf("--max-pages-per-hour (%s) is %d, less than 1; leave it out for no limit, and exclude the tools that page if none may", variable("max-pages-per-hour"), s.maxPagesPerHour)
	case flags.Changed("tools") && len(s.tools) == 0: // it would mean all tools, which nobody writes so
		return errors.New("--tools is empty: name at least one tool, or leave the flag out for all")
	case flags.Changed("audit-log") && s.auditLog == "": // it would mean none
		return errors.New("--audit-log is empty: name a file, or leave the flag out for no audit log")
	case flags.Changed("toolsets") && len(s.toolsets) == 0:
		return errors.New("--toolsets is empty: name at least one area, or leave the flag out for all")
	}
	return nil
}

// trimSpaces makes "a, b" mean what it looks like.
func trimSpaces(names []string) {
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
}

// logLevel is a slog.Level that knows only the names.
type logLevel slog.Level

var errNoLogLevel = errors.New("must be debug, info, warn or error")

// UnmarshalText reads what --log-level says.
func (l *logLevel) UnmarshalText(text []byte) error {
	var level slog.Level
	if err := level.UnmarshalText(text); err != nil || strings.ContainsAny(string(text), "+-") {
		return errNoLogLevel
	}
	*l = logLevel(level)
	return nil
}

// MarshalText returns what --log-level says.
func (l logLevel) MarshalText() ([]byte, error) { return slog.Level(l).MarshalText() }
