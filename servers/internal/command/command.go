// Package command is the command line that all servers share.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"syscall"
	_ "time/tzdata" // time zones on machines that have none, such as minimal containers

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// Server is what distinguishes one server from another.
type Server struct {
	Name     string // of the command and of the MCP server
	Title    string // for people
	Summary  string // completes "NAME is an MCP server that …"
	Toolsets func(pagerduty.ClientSource) []mcptools.Toolset
	// ChooseToolsets offers --toolsets, for a server with several.
	ChooseToolsets bool
}

// exitUsage is the code for a command line or an environment that cannot work.
const exitUsage = 2

// Main runs the server and exits.
func Main(server Server) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	signal.Ignore(syscall.SIGPIPE) // a client that is gone is an error to report, not a death
	code := Run(ctx, server, Process{
		Arguments: os.Args[1:], Environment: os.LookupEnv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	})
	stop()
	os.Exit(code)
}

// Process is what the operating system gives to a command.
type Process struct {
	Arguments      []string
	Environment    func(name string) (string, bool)
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Run serves until the client closes its end or ctx ends, and gives the exit code.
func Run(ctx context.Context, server Server, process Process) int {
	settings, err := readSettings(server, process.Arguments, process.Environment)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Fprint(process.Stdout, Help(server))
		return 0
	case err != nil:
		return fail(process, server, exitUsage, err)
	case settings.version:
		fmt.Fprintf(process.Stdout, "%s %s\n", server.Name, version())
		return 0
	}
	logger := slog.New(slog.NewTextHandler(process.Stderr, &slog.HandlerOptions{Level: settings.logLevel}))
	parts, err := assemble(ctx, server, settings, process, logger)
	if err != nil {
		return fail(process, server, exitUsage, err)
	}
	defer parts.close()
	if settings.onlyCheck {
		return check(ctx, server, parts, settings, process.Stdout)
	}
	if key, _ := process.Environment(keyVariable); settings.demo && key != "" {
		logger.Warn("serving the demo account, although a key is set: take --demo away to serve the account of the key")
	}
	logger.Info("serving", "tools", len(parts.tools), "api", parts.client.BaseURL(), "writes", settings.writes, "demo", settings.demo)
	mcpServer, err := serve.New(serve.Info{
		Name: server.Name, Title: server.Title, Version: version(), Instructions: parts.instructions,
	}, parts.tools, serve.WithLogger(logger))
	if err != nil {
		return fail(process, server, exitUsage, err)
	}
	if isTerminal(process.Stdin) {
		fmt.Fprintf(process.Stderr, "%s speaks MCP on standard input and output: start it from an MCP client. See --help.\n", server.Name)
	}
	if err := mcpServer.Stdio(ctx, process.Stdin, process.Stdout); err != nil {
		return fail(process, server, 1, err)
	}
	return 0
}

func fail(process Process, server Server, code int, err error) int {
	fmt.Fprintf(process.Stderr, "%s: %v\n", server.Name, err)
	return code
}

// parts are what a server is made of.
type parts struct {
	client       *pagerduty.Client
	tools        []mcptools.Tool
	instructions string
	auditLog     *os.File // nil without --audit-log
}

func (p *parts) close() {
	if p.auditLog != nil {
		_ = p.auditLog.Close() // each record was written, or its failure told
	}
}

// writes reports whether any of the tools changes something.
func (p *parts) writes() bool {
	return slices.ContainsFunc(p.tools, func(tool mcptools.Tool) bool { return tool.Effect != mcptools.EffectRead })
}

// assemble asks PagerDuty nothing: the client's handshake must not wait.
func assemble(ctx context.Context, server Server, settings *settings, process Process, logger *slog.Logger) (*parts, error) {
	client, err := newClient(ctx, server.Name, settings, process.Environment)
	if err != nil {
		return nil, err
	}
	toolsets, err := settings.selectToolsets(server.Toolsets(client))
	if err != nil {
		return nil, err
	}
	tools, err := settings.selectTools(toolsets)
	if err != nil {
		return nil, err
	}
	p := &parts{client: client, instructions: instructions(toolsets, tools, settings)}
	if settings.auditLog != "" {
		if p.auditLog, err = openAuditLog(settings.auditLog, process.Stdout); err != nil {
			return nil, err
		}
	}
	p.tools = guard(tools, settings, process.Environment, p.auditLog, logger)
	return p, nil
}

func version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok || build.Main.Version == "" {
		return "(devel)"
	}
	return build.Main.Version
}

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && file.Name() != os.DevNull
}
