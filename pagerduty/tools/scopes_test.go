package tools_test

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/scopes"
)

//go:generate go test . -run ^TestScopes$ -update

// The scopes that package scopes knows are those of the requests that each tool's example makes. A scope is required if the example fails
// without it, and then the error names it.
func TestScopes(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("# The OAuth scopes that each tool's example uses; ? marks those without which it works. Written by make generate.\n")
	for _, area := range tools.Areas() {
		accounts := scopedAccounts{t: t, area: area.Toolset, sessions: map[string]*blackbox.Session{}}
		for _, tool := range area.Toolset(nil).Tools {
			fmt.Fprintln(&text, strings.Join(append([]string{tool.Name}, accounts.scopesOf(tool)...), " "))
		}
	}
	file := filepath.Join("scopes", "used.txt")
	if *update {
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != text.String() {
		t.Errorf("%s is out of date (%v). If the change is meant, run make generate and read the difference. Got:\n%s", file, err, &text)
	}
}

// scopedAccounts holds a session of an area for each scope that its key lacks, which the tools of the area share.
type scopedAccounts struct {
	t        *testing.T
	area     func(pagerduty.ClientSource) mcptools.Toolset
	sessions map[string]*blackbox.Session
}

// without returns the session whose key lacks a scope, with an account that no tool has changed.
func (a scopedAccounts) without(scope string) *blackbox.Session {
	s := a.sessions[scope]
	switch {
	case s == nil:
		s = blackbox.Start(a.t, a.area, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithoutScopes(scope))})
		a.sessions[scope] = s
	case len(s.Writes()) > 0: // of the tool before
		s.Simulator.Reset()
	}
	return s
}

// scopesOf returns the scopes of the requests that a tool's example makes.
func (a scopedAccounts) scopesOf(tool mcptools.Tool) []string {
	a.t.Helper()
	s := blackbox.Start(a.t, a.area, blackbox.Account{}) // its own, since a client asks for its user once
	s.Call(tool.Name, string(tool.Example))
	used := map[string]bool{}
	for _, request := range s.Requests() {
		scope, err := contract.Scope(httptest.NewRequest(request.Method, request.Path, nil))
		if err != nil {
			a.t.Fatalf("%s: %v", tool.Name, err)
		}
		if scope != "" {
			used[scope] = true
		}
	}
	all := slices.Sorted(maps.Keys(used))
	for i, scope := range all {
		switch text, failed := a.without(scope).Try(tool.Name, string(tool.Example)); {
		case !failed:
			all[i] += "?"
		case !strings.Contains(text, scope):
			a.t.Errorf("%s without %s does not name it: %s", tool.Name, scope, text)
		}
	}
	return all
}

func TestScopesOfTools(t *testing.T) {
	t.Parallel()
	of := scopes.Of("list_oncalls")
	if !slices.Equal(of.Required, []string{"oncalls.read", "services.read"}) || !slices.Equal(of.Optional, []string{"escalation_policies.read"}) {
		t.Errorf("list_oncalls has %+v", of)
	}
	if got := of.Without([]string{"services.read", "escalation_policies.read"}); !slices.Equal(got.Required, []string{"oncalls.read"}) || len(got.Optional) != 0 {
		t.Errorf("it lacks %+v", got)
	}
	if got := scopes.OfAll("list_oncalls", "list_users"); !slices.Equal(got, []string{"escalation_policies.read", "oncalls.read", "services.read", "users.read"}) {
		t.Errorf("both have %q", got)
	}
	if got := scopes.Of("no_such_tool"); got.Required != nil || got.Optional != nil {
		t.Errorf("an unknown tool has %+v", got)
	}
}
