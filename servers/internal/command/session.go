package command

import (
	"context"
	"slices"

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/observe"
)

// Options are the settings of a subcommand that works with tools: those of the server, without the ones about serving.
type Options struct {
	server   Server
	settings settings
	flags    *pflag.FlagSet
}

// NewOptions returns options for a subcommand. All areas are served unless --toolsets names some, since a command line has no context
// that tools fill.
func NewOptions(server Server) *Options {
	server.Areas = slices.Clone(server.Areas)
	for i := range server.Areas {
		server.Areas[i].Optional = server.Areas[i].Choice
	}
	o := &Options{server: server}
	o.flags = o.settings.toolFlags(server)
	return o
}

// Flags returns the flags, which the subcommand adds to its own.
func (o *Options) Flags() *pflag.FlagSet { return o.flags }

// FlagValues returns the values of those flags of Options that have fixed ones, by flag.
func FlagValues(server Server) map[string][]string {
	return map[string][]string{
		"toolsets":   append(areaNames(server.Areas), allAreas),
		"confirm":    {string(confirmNever), string(confirmPages), string(confirmDuty), string(confirmDestructive), string(confirmAll)},
		"log-level":  {"debug", "info", "warn", "error"},
		"log-format": {string(logText), string(logJSON)},
	}
}

// Toolsets returns the toolsets that the options select, without an account: their tools are complete, but cannot be called.
func (o *Options) Toolsets(process Process) ([]mcptools.Toolset, error) {
	if err := o.settings.complete(o.flags, process.Environment); err != nil {
		return nil, err
	}
	areas, err := o.settings.selectAreas(o.server.Areas)
	if err != nil {
		return nil, err
	}
	return build(areas, nil), nil
}

// Session is an account with its tools.
type Session struct {
	Client  *pagerduty.Client
	Tools   []mcptools.Tool          // with the operator's policies around them
	LeftOut func(tool string) string // why a tool is not offered; "" for other names
	close   func()
}

// Close ends the session.
func (s *Session) Close() { s.close() }

// Open returns the account that the options and the environment name, without a request to PagerDuty. Its errors are mistakes in the
// settings. It logs warnings to standard error.
func (o *Options) Open(ctx context.Context, process Process) (*Session, error) {
	if err := o.settings.complete(o.flags, process.Environment); err != nil {
		return nil, err
	}
	logger := newLogger(process.Stderr, &o.settings)
	parts, err := assemble(ctx, o.server, &o.settings, process, observe.Logs(logger), logger, process.secrets)
	if err != nil {
		return nil, err
	}
	for _, warning := range parts.warnings {
		logger.Warn(warning)
	}
	return &Session{Client: parts.account.client, Tools: parts.tools, LeftOut: parts.leftOut.reason, close: parts.close}, nil
}
