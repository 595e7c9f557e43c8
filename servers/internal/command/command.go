// Package command implements the command line of all servers.
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
	"time"
	_ "time/tzdata" // time zones on machines that have none, such as minimal containers

	"github.com/spf13/pflag"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/observe"
)

// Server describes one server.
type Server struct {
	Name    string // of the command and of the MCP server
	Title   string // for people
	Summary string // completes "NAME is an MCP server that …"
	Areas   []Area // several add the flag --toolsets
	// Subcommands are nil for a program that only serves.
	Subcommands Subcommands
}

// Area is a toolset before it is built, so that a start does not pay for what is not served.
type Area struct {
	Name string
	// Optional areas are served if --toolsets names them.
	Optional bool
	// Choice marks tools of the other areas, chosen for a purpose, which --toolsets all does not add. Put it after them.
	Choice  bool
	Toolset func(pagerduty.ClientSource) mcptools.Toolset
}

// exitUsage is the exit code for a mistake in the flags or the environment.
const exitUsage = 2

// Main runs the server, or the subcommand that the first argument names, and exits.
func Main(server Server) {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it
		ends = append(ends, syscall.SIGHUP) // the terminal was closed; running calls are still answered
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	signal.Ignore(syscall.SIGPIPE) // a client that is gone is an error, not the end of the process
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(150) // a start allocates almost 4 MB: the default would collect garbage in the middle of it
		time.AfterFunc(time.Second, func() { debug.SetGCPercent(100) })
	}
	code := Run(ctx, server, Process{
		Arguments: os.Args[1:], Environment: os.Environ(), Program: runningProgram, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	})
	stop()
	os.Exit(code)
}

// Run serves until the client closes the connection or ctx ends, or runs a subcommand. It returns the exit code.
func Run(ctx context.Context, server Server, process Process) int {
	secrets := &secrets{}
	process.Stderr = secrets.writer(process.Stderr)
	if key, ok := process.Environment.Lookup(keyVariable); ok {
		_, _ = secrets.parse(key) // an error about a setting must not show it
	}
	if secret, ok := process.Environment.Lookup(keys.ClientSecretVariable); ok {
		_, _ = secrets.parse(secret) // the same
	}
	if server.startsSubcommand(process.Arguments) {
		return runSubcommand(ctx, server, process, secrets)
	}
	settings, err := readSettings(server, process.Arguments, process.Environment)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Fprint(process.Stdout, Help(server))
		return 0
	case err != nil:
		return refuse(ctx, process, server, secrets, err)
	case settings.version:
		fmt.Fprintf(process.Stdout, "%s %s\n", server.Name, Version())
		return 0
	}
	return start(ctx, server, settings, process, secrets)
}

// start assembles the server, and serves or checks. It returns the exit code.
func start(ctx context.Context, server Server, settings *settings, process Process, secrets *secrets) int {
	settings.waitForKey = !settings.onlyCheck && process.isHosted()
	logger := newLogger(process.Stderr, settings)
	watch := newWatch(server, settings, process, logger)
	defer func() { watch.Close(min(flushWithin, settings.drain())) }()
	parts, err := assemble(ctx, server, settings, process, watch, logger, secrets)
	if err != nil {
		return refuse(ctx, process, server, secrets, err)
	}
	defer parts.close()
	if settings.onlyCheck {
		code := check(ctx, server, parts, settings, secrets.writer(process.Stdout))
		if ctx.Err() != nil {
			return fail(process, server, code, errors.New("interrupted"))
		}
		return code
	}
	mcpServer, err := newMCPServer(server, parts, settings, logger)
	if err != nil {
		return refuse(ctx, process, server, secrets, err)
	}
	announce(server, parts, settings, process, logger)
	later := parts.account.later
	if later != nil {
		_ = fail(process, server, exitUsage, later.missing)
	}
	if settings.http.isHTTP() {
		err = serveHTTP(ctx, server.Name, mcpServer, parts, settings, process, logger)
	} else {
		err = mcpServer.Stdio(ctx, process.Stdin, process.Stdout)
	}
	switch {
	case err != nil:
		return fail(process, server, 1, err)
	case later != nil && !later.came():
		return exitUsage
	}
	return 0
}

// newMCPServer returns the MCP server of the parts.
func newMCPServer(server Server, parts *parts, settings *settings, logger *slog.Logger) (*serve.Server, error) {
	options := []serve.Option{
		serve.WithLogger(logger), serve.WithLeftOut(parts.leftOut.reason), serve.WithPrompts(parts.prompts...), serve.WithResources(parts.resources...),
	}
	options = append(options, parts.watchOptions()...)
	if settings.http.callers() {
		options = append(options, serve.WithUnauthorized(refusesCaller))
	}
	if parts.http.state != nil {
		options = append(options, serve.WithStore(parts.http.state))
	}
	info := serve.Info{Name: server.Name, Title: server.Title, Version: Version(), Instructions: parts.instructions}
	return serve.New(info, parts.tools, options...)
}

func newLogger(w io.Writer, settings *settings) *slog.Logger {
	return observe.NewLogger(w, slog.Level(settings.logLevel), settings.logFormat == logJSON)
}

// announce logs what is served, and warnings.
func announce(server Server, parts *parts, settings *settings, process Process, logger *slog.Logger) {
	for _, warning := range parts.warnings {
		logger.Warn(warning)
	}
	if settings.demo && (process.Environment.Value(keyVariable) != "" || settings.profile != "") {
		logger.Warn("serving the demo account although a key is set: remove --demo to serve the account of the key")
	}
	logger.Info("serving", "tools", len(parts.tools), "api", parts.account.address, "writes", settings.writes, "demo", settings.demo)
	if !settings.http.isHTTP() && IsTerminal(process.Stdin) {
		fmt.Fprintf(process.Stderr, "%s speaks MCP on standard input and output: start it from an MCP client. See --help.\n", server.Name)
	}
}

// refuse reports why the server cannot start, and returns the exit code. Hosts show nothing of a process that exits. So the server
// serves the reason, unless it runs in a terminal or with --check, or is meant for HTTP.
func refuse(ctx context.Context, process Process, server Server, secrets *secrets, err error) int {
	code := fail(process, server, exitUsage, err)
	if process.isHosted() && !process.has("check") {
		info := serve.Info{Name: server.Name, Title: server.Title, Version: Version()}
		_ = serve.Unavailable(ctx, info, process.Stdin, process.Stdout, secrets.redact(err.Error())) // standard error has the reason already
	}
	return code
}

func fail(process Process, server Server, code int, err error) int {
	fmt.Fprintf(process.Stderr, "%s: %v\n", server.Name, err)
	return code
}

// parts are the components of a server.
type parts struct {
	account      *account
	tools        []mcptools.Tool
	prompts      []mcptools.Prompt   // of the toolsets; those whose tools are all served are offered
	resources    []mcptools.Resource // the same
	instructions string
	leftOut      *leftOut
	watch        *observe.Watch
	auditLog     io.Closer // nil without --audit-log
	warnings     []string  // about files that other users can read or change
	http         httpParts
}

func (p *parts) close() {
	p.account.close()
	if p.http.state != nil {
		p.http.state.Close()
	}
	if p.auditLog != nil {
		_ = p.auditLog.Close() // every record was written, or its failure reported
	}
}

// writes reports whether any of the tools changes something.
func (p *parts) writes() bool {
	return slices.ContainsFunc(p.tools, func(tool mcptools.Tool) bool { return tool.Effect != mcptools.EffectRead })
}

// assemble builds the server without a request to PagerDuty: the handshake must not wait.
func assemble(ctx context.Context, server Server, settings *settings, process Process, watch *observe.Watch, logger *slog.Logger, secrets *secrets) (*parts, error) {
	if err := settings.needsScopes(server); err != nil {
		return nil, err
	}
	settings.client = append(settings.client, pagerduty.WithObserver(watch.Requests()))
	account, err := newAccount(ctx, server.Name, settings, process.Environment, secrets)
	if err != nil {
		return nil, err
	}
	areas, err := settings.selectAreas(server.Areas)
	if err != nil {
		return nil, err
	}
	toolsets := build(areas, account.source)
	tools, err := settings.selectTools(toolsets, server.Areas)
	if err != nil {
		return nil, err
	}
	joined := mcptools.Join(toolsets...)
	p := &parts{account: account, prompts: joined.Prompts, resources: joined.Resources, leftOut: settings.leftOut(server.Areas), watch: watch}
	p.instructions = instructions(joined, tools, settings)
	var write func(context.Context, middleware.Record) error
	if settings.auditLog != "" {
		log, err := settings.openAudit(process.Stdout, logger)
		if err != nil {
			return nil, err
		}
		members := &auditMembers{instance: settings.instanceName(), account: account}
		p.auditLog, write = log, members.into(record(secrets.writer(log), logger))
	}
	if settings.http.isHTTP() {
		if p.http, err = assembleHTTP(&settings.http, logger); err != nil {
			return nil, err
		}
		p.http.offer = newOffer(server, toolsets, tools, p.leftOut.reason)
	}
	p.warnings = settings.warnings(account.key)
	p.tools = guard(tools, settings, account.keySource, p.http.state, write)
	for i := range p.tools {
		p.tools[i] = p.tools[i].WithObserver(watch.Calls())
	}
	return p, nil
}

// Version returns the version of the program, such as v1.2.3.
func Version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok || build.Main.Version == "" {
		return "(devel)"
	}
	return build.Main.Version
}
