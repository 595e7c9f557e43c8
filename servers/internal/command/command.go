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
	settings, err := readSettings(server.Name, process.Arguments, process.Environment)
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
	mcpServer, err := assemble(ctx, server, settings, process, logger)
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

// assemble builds the server. It asks PagerDuty nothing: the client's handshake must not wait.
func assemble(ctx context.Context, server Server, settings *settings, process Process, logger *slog.Logger) (*serve.Server, error) {
	client, err := newClient(ctx, server.Name, settings, process.Environment)
	if err != nil {
		return nil, err
	}
	toolsets := server.Toolsets(client)
	tools, err := settings.selectTools(toolsets)
	if err != nil {
		return nil, err
	}
	logger.Info("serving", "tools", len(tools), "api", client.BaseURL(), "writes", settings.writes, "demo", settings.demo)
	return serve.New(serve.Info{
		Name: server.Name, Title: server.Title, Version: version(), Instructions: instructions(toolsets, settings.writes),
	}, tools, serve.WithLogger(logger))
}

func (s *settings) selectTools(toolsets []mcptools.Toolset) ([]mcptools.Tool, error) {
	var all []mcptools.Tool
	for _, toolset := range toolsets {
		all = append(all, toolset.Tools...)
	}
	tools, err := mcptools.Select(all, mcptools.Selection{Writes: s.writes, Only: s.tools, Except: s.excludeTools})
	if wrong, ok := errors.AsType[*mcptools.SelectionError](err); ok && len(wrong.NeedWrites) > 0 {
		err = fmt.Errorf("%w --enable-write-tools allows them", err)
	}
	if err != nil {
		return nil, fmt.Errorf("--tools, --exclude-tools: %w", err)
	}
	for i := range tools {
		tools[i] = tools[i].WithMaxResultBytes(s.maxResultBytes)
	}
	return tools, nil
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
