package doctor

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

//go:generate go test . -run ^TestNeeds$ -update

// needs.txt is what the tools' examples need.
func TestNeeds(t *testing.T) {
	t.Parallel()
	operations := readOperations(t)
	var lines []string
	for _, area := range tools.Areas() {
		for _, tool := range area.Toolset(nil).Tools {
			var scopes []string
			for _, request := range requestsOf(t, area, tool) {
				if scope := operations.scope(request.Method, request.Path); scope != "" && !slices.Contains(scopes, scope) {
					scopes = append(scopes, scope)
				}
			}
			slices.Sort(scopes)
			lines = append(lines, strings.Join(slices.Concat([]string{tool.Name}, scopes, neededAbilities(t, area, tool)), " "))
		}
	}
	slices.Sort(lines)
	commandtest.GoldenText(t, "needs.txt", "# What each tool's example needs: OAuth scopes, and abilities of the account. Written by make generate.\n"+strings.Join(lines, "\n")+"\n")
}

// callExample calls a tool's example.
func callExample(t *testing.T, area tools.Area, tool mcptools.Tool, options ...simulator.Option) ([]simulator.Request, error) {
	t.Helper()
	account := simulatortest.New(t, options...)
	ctx := tools.ContextWithClock(t.Context(), account.Clock.Now)
	result := mcptools.CallNamed(ctx, area.Toolset(account.Client()).Tools, tool.Name, tool.Example)
	return account.Requests(), result.Err
}

// requestsOf returns the requests of a tool's example.
func requestsOf(t *testing.T, area tools.Area, tool mcptools.Tool) []simulator.Request {
	t.Helper()
	requests, err := callExample(t, area, tool)
	if err != nil {
		t.Fatalf("%s: %v", tool.Name, err)
	}
	return requests
}

// neededAbilities returns the abilities without which a tool's example fails.
func neededAbilities(t *testing.T, area tools.Area, tool mcptools.Tool) (needed []string) {
	t.Helper()
	all := []string{"coordinated_responding", "event_intelligence", "priorities"} // those of which PagerDuty documents what needs them
	if _, err := callExample(t, area, tool, simulator.WithoutAbilities(all...)); err == nil {
		return nil
	}
	for _, ability := range all {
		if _, err := callExample(t, area, tool, simulator.WithoutAbilities(ability)); err != nil {
			needed = append(needed, ability)
		}
	}
	return needed
}

// operationScopes has the scopes of PagerDuty's operations, by method and path.
type operationScopes map[string]struct{ Scope string }

func readOperations(t *testing.T) (all operationScopes) {
	t.Helper()
	text, err := os.ReadFile("../../../pagerduty/simulator/operations.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// scope returns the scope of a request. Fixed paths go before paths with an id.
func (all operationScopes) scope(method, path string) string {
	found, ids := "", 1000
	for name, operation := range all {
		itsMethod, itsPath, _ := strings.Cut(name, " ")
		matches := slices.EqualFunc(strings.Split(itsPath, "/"), strings.Split(path, "/"), func(want, got string) bool {
			return want == got || strings.HasPrefix(want, "{")
		})
		if n := strings.Count(itsPath, "{"); itsMethod == method && matches && n < ids {
			found, ids = operation.Scope, n
		}
	}
	return found
}

// Each probe reads what its scope is for, without a change.
func TestProbesNeedTheirScope(t *testing.T) {
	t.Parallel()
	operations := readOperations(t)
	for _, p := range probes() {
		if got := operations.scope(p.request().Method, "/"+p.path); got != p.scope {
			t.Errorf("%s: the scope is %q, want %q", p.path, got, p.scope)
		}
		client := simulatortest.New(t, simulator.WithoutScopes(p.scope)).Client(pagerduty.WithReadOnly())
		var answer any
		err := client.Do(context.Background(), p.request(), &answer)
		if f := p.finding(err, nil); f.State != Problem || !strings.Contains(f.Text, p.scope) {
			t.Errorf("%s without its scope: %+v (%v)", p.path, f, err)
		}
		err = simulatortest.New(t).Client(pagerduty.WithReadOnly()).Do(context.Background(), p.request(), &answer)
		if f := p.finding(err, nil); f.State != OK {
			t.Errorf("%s: %+v (%v)", p.path, f, err)
		}
	}
}
