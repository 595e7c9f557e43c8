package command

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

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
	maxResultBytes  int
	logLevel        slog.Level
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
		"destructive (those, and what changes or removes), all (all that change PagerDuty) or never")
	flags.IntVar(&s.maxPagesPerHour, "max-pages-per-hour", 0, "let calls notify people at most `n` times in an hour, all tools together; without it there is no limit")
	flags.StringVar(&s.auditLog, "audit-log", "", "append a line of JSON for each call that is made to this `file`, "+
		"for changes before they are made, too; what is refused for its arguments is not recorded")
	flags.BoolVar(&s.demo, "demo", false, "serve an invented account that lives in this process; needs no key")
	flags.IntVar(&s.maxResultBytes, "max-result-bytes", mcptools.DefaultMaxResultBytes, "largest result of a tool in `bytes`, 0 for no limit")
	flags.TextVar(&s.logLevel, "log-level", slog.LevelWarn, "log at this `level` and above on standard error: debug, info, warn or error")
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
	if err := flags.Parse(arguments); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil, err
		}
		return nil, fmt.Errorf("%w; see --help", err)
	}
	if flags.NArg() > 0 {
		return nil, errors.New("there is an argument that belongs to no flag; see --help") // it may be a key: not repeated
	}
	var err error
	flags.VisitAll(func(flag *pflag.Flag) {
		if err != nil || flag.Changed || variable(flag.Name) == "" {
			return
		}
		value, ok := environment(variable(flag.Name))
		if value = strings.TrimSpace(value); !ok || value == "" {
			return // hosts set an empty variable for a field that was left blank
		}
		if strings.HasPrefix(value, "${") || strings.HasPrefix(value, "$(") {
			err = fmt.Errorf("variable %s holds the name of a variable that was not set: set that one, or leave this one out", variable(flag.Name))
			return
		}
		if setErr := flags.Set(flag.Name, value); setErr != nil {
			err = fmt.Errorf("variable %s: %s is not possible: %s", variable(flag.Name), strconv.Quote(value), wanted(flag))
		}
	})
	trimSpaces(s.toolsets)
	trimSpaces(s.tools)
	trimSpaces(s.excludeTools)
	if err == nil {
		err = s.check(flags)
	}
	return s, err
}

func (s *settings) check(flags *pflag.FlagSet) error {
	switch {
	case s.maxResultBytes < 0:
		return fmt.Errorf("--max-result-bytes (%s) is %d, less than 0; 0 means no limit", variable("max-result-bytes"), s.maxResultBytes)
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

// wanted says what a variable may hold.
func wanted(flag *pflag.Flag) string {
	switch {
	case flag.Value.Type() == "bool":
		return "it must be true or false"
	case flag.Value.Type() == "int":
		return "it must be a whole number"
	case flag.Name == "confirm":
		return errNoConfirmation.Error()
	case flag.Name == "log-level":
		return "it must be debug, info, warn or error"
	}
	_, usage := pflag.UnquoteUsage(flag)
	return "it must say what to " + usage
}
