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
	writes         bool
	tools          []string
	excludeTools   []string
	demo           bool
	maxResultBytes int
	logLevel       slog.Level
	version        bool
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
func (s *settings) flags(name string) *pflag.FlagSet {
	flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
	flags.SortFlags = false
	flags.Usage = func() {}
	flags.BoolVar(&s.writes, "enable-write-tools", false, "offer the tools that change PagerDuty, too")
	flags.StringSliceVar(&s.tools, "tools", nil, "offer only these tools, by `names` separated by commas")
	flags.StringSliceVar(&s.excludeTools, "exclude-tools", nil, "do not offer these tools, by `names`, whatever --tools says")
	flags.BoolVar(&s.demo, "demo", false, "serve an invented account that lives in this process; needs no key")
	flags.IntVar(&s.maxResultBytes, "max-result-bytes", mcptools.DefaultMaxResultBytes, "largest result of a tool in `bytes`, 0 for no limit")
	flags.TextVar(&s.logLevel, "log-level", slog.LevelWarn, "what to log on standard error: debug, info, warn or error")
	flags.BoolVar(&s.version, "version", false, "print the version and exit")
	return flags
}

// variable names the environment variable of a flag; --version has none.
func variable(flag string) string {
	if flag == "version" || flag == "help" {
		return ""
	}
	return "PAGERDUTY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// readSettings reads the command line, and the environment for what it does not say.
func readSettings(name string, arguments []string, environment func(string) (string, bool)) (*settings, error) {
	s := &settings{}
	flags := s.flags(name)
	if err := flags.Parse(arguments); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil, err
		}
		return nil, fmt.Errorf("%w; see --help", err)
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q: there are only flags; see --help", flags.Arg(0))
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
		if setErr := flags.Set(flag.Name, value); setErr != nil {
			err = fmt.Errorf("variable %s: %s is not possible: %s", variable(flag.Name), strconv.Quote(value), wanted(flag))
		}
	})
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
		return fmt.Errorf("--max-result-bytes %d is less than 0; 0 means no limit", s.maxResultBytes)
	case flags.Changed("tools") && len(s.tools) == 0: // it would mean all tools, which nobody writes so
		return errors.New("--tools is empty: name at least one tool, or leave the flag out for all")
	}
	return nil
}

// trimSpaces makes "a, b" mean what it looks like.
func trimSpaces(names []string) {
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
}

func wanted(flag *pflag.Flag) string {
	if flag.Value.Type() == "bool" {
		return "it must be true or false"
	}
	_, usage := pflag.UnquoteUsage(flag)
	return "it says " + usage
}
