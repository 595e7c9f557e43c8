// Command quickstart starts the pagerduty-oncall server like an MCP host, and handles an incident with it:
//
//	go run ./examples/quickstart
//
// It builds the server, unless its argument is the path of one. It uses the server's demo account. With PAGERDUTY_USER_API_KEY or
// PAGERDUTY_USER_API_KEY_FILE set it uses that account instead, and changes nothing.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	if len(arguments) > 0 {
		return useServer(ctx, arguments[0])
	}
	binary, remove, err := buildServer(ctx)
	if err != nil {
		return err
	}
	defer remove()
	return useServer(ctx, binary)
}

// useServer starts the server and works with it.
func useServer(ctx context.Context, binary string) error {
	demo := os.Getenv("PAGERDUTY_USER_API_KEY") == "" && os.Getenv("PAGERDUTY_USER_API_KEY_FILE") == ""
	arguments := []string{"--enable-write-tools=false"}
	if demo {
		arguments = []string{"--demo", "--enable-write-tools"}
	}
	fmt.Printf("$ pagerduty-oncall %s\n", strings.Join(arguments, " "))

	connection, err := client.NewStdioMCPClient(binary, nil, arguments...)
	if err != nil {
		return err
	}
	defer connection.Close()
	if stderr, ok := client.GetStderr(connection); ok { // has the reason if the server does not start
		go io.Copy(os.Stderr, stderr)
	}
	return work(ctx, &session{connection}, demo)
}

// buildServer compiles the server into a temporary directory, which remove deletes. A host has the path of a binary instead.
func buildServer(ctx context.Context) (binary string, remove func(), err error) {
	directory, err := os.MkdirTemp("", "quickstart-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(directory) }
	binary = filepath.Join(directory, "pagerduty-oncall")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", binary, "github.com/pagerduty-mcp/pagerduty-mcp-go/servers/pagerduty-oncall")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		remove()
		return "", nil, fmt.Errorf("building the server: %w", err)
	}
	return binary, remove, nil
}

// incident holds the members that this program shows.
type incident struct {
	ID        string
	Number    int
	Title     string
	Status    string
	Urgency   string
	Priority  string
	Service   struct{ Name string }
	Assignees []struct{ Name string }
}

func (i incident) String() string {
	var who []string
	for _, assignee := range i.Assignees {
		who = append(who, assignee.Name)
	}
	return fmt.Sprintf("#%-5d %-12s %-4s %-3s %-20.20s %-16.16s %.60s",
		i.Number, i.Status, i.Urgency, i.Priority, i.Service.Name, strings.Join(who, ", "), i.Title)
}

// work lists the open incidents, asks for a briefing on one and, on the demo account, acknowledges it and adds a note.
func work(ctx context.Context, s *session, demo bool) error {
	if err := s.start(ctx); err != nil {
		return err
	}
	open, err := s.listOpen(ctx, "Which incidents are open?")
	if err != nil {
		return err
	}
	if len(open) == 0 {
		fmt.Println("None.")
		return nil
	}
	chosen := pick(open)
	if err := s.brief(ctx, chosen); err != nil || !demo {
		return err
	}
	var changed struct {
		Items []struct{ Before, After struct{ Status string } }
	}
	if err := s.call(ctx, "Acknowledge it.", "manage_incidents",
		map[string]any{"incident_ids": []string{chosen.ID}, "status": "acknowledged"}, &changed); err != nil {
		return err
	}
	for _, item := range changed.Items {
		fmt.Printf("%s -> %s\n", item.Before.Status, item.After.Status)
	}
	var note struct{ At, By, Text string }
	if err := s.call(ctx, "Add a note.", "add_note_to_incident",
		map[string]any{"incident_id": chosen.ID, "note": "Looking into it: the last deployment is the first suspect."}, &note); err != nil {
		return err
	}
	fmt.Printf("%s, %s: %s\n", note.At, note.By, note.Text)
	_, err = s.listOpen(ctx, "And now?")
	return err
}

// pick returns the first triggered incident, of high urgency if there is one; otherwise the first incident.
func pick(open []incident) incident {
	best := open[0]
	for _, candidate := range open {
		if candidate.Status == "triggered" && (best.Status != "triggered" || candidate.Urgency == "high" && best.Urgency != "high") {
			best = candidate
		}
	}
	return best
}

// session is a connection to the server. It prints each call.
type session struct{ connection *client.Client }

func (s *session) start(ctx context.Context) error {
	hello, err := s.connection.Initialize(ctx, mcp.InitializeRequest{Params: mcp.InitializeParams{
		ProtocolVersion: mcp.LATEST_PROTOCOL_VERSION,
		ClientInfo:      mcp.Implementation{Name: "quickstart", Version: "1"},
	}})
	if err != nil {
		return fmt.Errorf("the server did not start: %w", err)
	}
	tools, err := s.connection.ListTools(ctx, mcp.ListToolsRequest{})
	if err != nil {
		return err
	}
	fmt.Printf("\nConnected to %s %s, which offers %d tools:\n", hello.ServerInfo.Name, hello.ServerInfo.Version, len(tools.Tools))
	for _, tool := range tools.Tools {
		fmt.Printf("  %-25s %.120s\n", tool.Name, tool.Description)
	}
	return nil
}

// call calls a tool and decodes the JSON of its result.
func (s *session) call(ctx context.Context, why, tool string, arguments map[string]any, result any) error {
	shown, _ := json.Marshal(arguments)
	fmt.Printf("\n%s\n> %s %s\n", why, tool, shown)
	answer, err := s.connection.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: arguments}})
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, content := range answer.Content {
		if part, ok := content.(mcp.TextContent); ok {
			text.WriteString(part.Text)
		}
	}
	if answer.IsError {
		return errors.New(text.String())
	}
	return json.Unmarshal([]byte(text.String()), result)
}

func (s *session) listOpen(ctx context.Context, why string) ([]incident, error) {
	var list struct{ Items []incident }
	err := s.call(ctx, why, "list_incidents", map[string]any{"statuses": []string{"triggered", "acknowledged"}, "limit": 10}, &list)
	for _, item := range list.Items {
		fmt.Println(item)
	}
	return list.Items, err
}

// brief asks for what is known of an incident: one call reads the incident, its alerts, notes and changes, and others like it.
func (s *session) brief(ctx context.Context, chosen incident) error {
	var briefing struct {
		incident
		Age    string
		Levels []struct {
			Level  int
			People []struct{ Name string }
		}
		AlertKinds struct {
			Kinds []struct{ Severity, Summary string }
		} `json:"alert_kinds"`
		Changes []struct{ Before, Summary string }
		Past    []struct {
			Number           int
			Took, Resolution string
		}
		MayHaveSameCause []struct {
			Number int
			Title  string
		} `json:"may_have_same_cause"`
	}
	if err := s.call(ctx, "What is known of one that is not acknowledged?", "brief_incident", map[string]any{"incident_id": chosen.ID}, &briefing); err != nil {
		return err
	}
	fmt.Printf("%s (open for %s)\n", chosen, briefing.Age)
	for _, kind := range briefing.AlertKinds.Kinds {
		fmt.Printf("  alert      %-8s %.90s\n", kind.Severity, kind.Summary)
	}
	for _, change := range briefing.Changes {
		fmt.Printf("  change     %s before: %.90s\n", change.Before, change.Summary)
	}
	for _, past := range briefing.Past {
		fmt.Printf("  before     #%d took %s: %.90s\n", past.Number, past.Took, past.Resolution)
	}
	for _, other := range briefing.MayHaveSameCause {
		fmt.Printf("  same cause? #%d %.90s\n", other.Number, other.Title)
	}
	for _, level := range briefing.Levels {
		for _, person := range level.People {
			fmt.Printf("  level %d    %s\n", level.Level, person.Name)
		}
	}
	return nil
}
