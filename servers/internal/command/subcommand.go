package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// Subcommands are the commands that a program runs instead of the server if the first argument is the name of one.
type Subcommands interface {
	// List returns the subcommands in the order of --help.
	List(Server) []Subcommand
	// Run runs the subcommand that the first argument names, and returns the exit code. Standard output and error redact keys.
	Run(context.Context, Server, Process) int
}

// Subcommand describes one subcommand.
type Subcommand struct {
	Name    string
	Summary string // for --help, verb first
	Hidden  bool   // not in --help
	Data    bool   // arguments without dashes are data, which may look like a key
	Key     string // a sentence about how it takes a key, which is never an argument; "" if it takes none
}

// startsSubcommand reports whether the arguments name a subcommand.
func (s Server) startsSubcommand(arguments []string) bool {
	_, arguments = withoutServerName(s, arguments)
	return len(arguments) > 0 && s.hasSubcommand(arguments[0])
}

func (s Server) hasSubcommand(name string) bool {
	_, found := s.subcommand(name)
	return found
}

func (s Server) subcommand(name string) (subcommand Subcommand, found bool) {
	if s.Subcommands == nil || name == "" || name[0] == '-' {
		return Subcommand{}, false
	}
	list := s.Subcommands.List(s)
	i := slices.IndexFunc(list, func(subcommand Subcommand) bool { return subcommand.Name == name })
	if i < 0 {
		return Subcommand{}, false
	}
	return list[i], true
}

// runSubcommand runs the subcommand that the arguments name.
func runSubcommand(ctx context.Context, server Server, process Process, secrets *secrets) int {
	skipped, arguments := withoutServerName(server, process.Arguments)
	subcommand, _ := server.subcommand(arguments[0])
	named := slices.Clone(arguments)
	if subcommand.Data {
		for i, argument := range arguments {
			if strings.HasPrefix(argument, "-") {
				continue
			}
			if secrets.isKey(argument) {
				err := keyElsewhere(fmt.Sprintf("argument %d", skipped+i+1))
				return fail(process, server, exitUsage, fmt.Errorf("%w. If it is a value, put it into a file, and write name=@file", err))
			}
			named[i] = ""
		}
	}
	if i := slices.IndexFunc(named, keys.Has); i >= 0 && subcommand.Key != "" {
		return fail(process, server, exitUsage, fmt.Errorf("argument %d looks like an API key, which others can see there: %s", skipped+i+1, subcommand.Key))
	}
	if err := refuseKeys(named, skipped, new(settings).flags(server), process.Environment); err != nil {
		return fail(process, server, exitUsage, err)
	}
	process.Arguments, process.secrets, process.Stdout = arguments, secrets, secrets.writer(process.Stdout)
	return server.Subcommands.Run(ctx, server, process)
}

// misplacedSubcommand returns an error if the arguments are meant for a subcommand and do not begin with its name.
func (s Server) misplacedSubcommand(arguments []string) error {
	if s.Subcommands == nil || len(arguments) == 0 {
		return nil
	}
	if first := arguments[0]; plainWord().MatchString(first) {
		return s.unknownSubcommand(first)
	}
	flags := new(settings).flags(s)
	flags.SetInterspersed(false) // stops at the first argument that no flag takes
	rest := arguments
	if err := flags.Parse(arguments); err == nil {
		rest = flags.Args()[:min(1, flags.NArg())]
	} else if _, unknown := errors.AsType[*pflag.NotExistError](err); !unknown {
		return nil
	}
	if i := slices.IndexFunc(rest, s.hasSubcommand); i >= 0 {
		return fmt.Errorf("write the command before its flags: %s %s …; see --help", s.Name, rest[i])
	}
	return nil
}

func (s Server) unknownSubcommand(word string) error {
	var names []string
	for _, subcommand := range s.Subcommands.List(s) {
		if !subcommand.Hidden {
			names = append(names, subcommand.Name)
		}
	}
	hint := ": there are " + strings.Join(names, ", ")
	if strings.Contains(word, "_") && s.hasSubcommand("call") { // no subcommand has one, and tools do
		hint = fmt.Sprintf(": to call a tool, write %s call %s", s.Name, word)
	} else if near := mcptools.Nearest(word, names); len(near) > 0 {
		hint = ": did you mean " + strings.Join(near, ", ") + "?"
	} else if flag := didYouMean(new(settings).flags(s), word); flag != "" {
		hint = flag
	}
	return seeHelp(fmt.Sprintf("there is no command %q%s", word, hint))
}
