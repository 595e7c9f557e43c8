package tools_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// setting matches the servers' flags and variables, which programs that embed the tools do not have.
var setting = regexp.MustCompile(`PAGERDUTY_|(^|\s)--[a-z]`)

// Descriptions and schemas are the same in every program that has the tools.
func TestToolsNameNoSettingOfTheServers(t *testing.T) {
	t.Parallel()
	for _, toolset := range tools.All(nil) {
		told := []string{toolset.Instructions}
		for _, tool := range toolset.Tools {
			told = append(told, tool.Description, string(tool.InputSchema))
		}
		for _, text := range told {
			if found := setting.FindString(text); found != "" {
				t.Errorf("%s: %q names a setting of the servers: %s", toolset.Name, found, text)
			}
		}
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	toolsets, err := tools.Named(nil, "response", "incidents")
	if err != nil || len(toolsets) != 2 || toolsets[0].Name != "incidents" || toolsets[1].Name != "response" {
		t.Errorf("got %v, %v", toolsets, err)
	}
	if _, err := tools.Named(nil, "responses"); err == nil || !strings.Contains(err.Error(), "response") {
		t.Errorf("a misspelt name: %v", err)
	}
	if _, err := tools.Named(nil, "staffing", "oncall"); err == nil || !strings.Contains(err.Error(), "OnCall returns it") {
		t.Errorf("the choice of an MCP server: %v", err)
	}
	for _, area := range tools.Areas() {
		if got := area.Toolset(nil).Name; got != area.Name {
			t.Errorf("the area %s has the toolset %s", area.Name, got)
		}
	}
}

// So are the failures that depend on the setup of the program.
func TestFailuresOfTheSetupNameNoSettingOfTheServers(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{
		"read-only":                        pagerduty.ErrReadOnly,
		"no user":                          fmt.Errorf("asking: %w", pagerduty.ErrNoUser),
		"acts for a stranger":              &pagerduty.ArgumentError{Argument: "From", Message: "is eve@example.com, and no user"},
		"acts for a stranger, says theirs": &pagerduty.Error{StatusCode: 400, Code: 1008},
		"wrong key":                        &pagerduty.Error{StatusCode: 401},
		"not PagerDuty":                    &pagerduty.Error{StatusCode: 200},
		"a proxy":                          &pagerduty.Error{StatusCode: 418},
		"no answer":                        &pagerduty.Error{},
	} {
		for _, toolset := range tools.All(failing{failure}) {
			for _, tool := range toolset.Tools {
				result := tool.Call(t.Context(), tool.Example)
				if !errors.Is(result.Err, failure) || !strings.Contains(result.Text, "he operator") || setting.MatchString(result.Text) {
					t.Errorf("%s: %s says %q (%v)", name, tool.Name, result.Text, result.Err)
				}
			}
		}
	}
}

// failing is a source without a client.
type failing struct{ err error }

func (f failing) Client(context.Context) (*pagerduty.Client, error) { return nil, f.err }
