package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// roleRight is what a user's base role implies for changes. A role in a team, which the API does not show, may allow more.
type roleRight struct {
	name   string                     // in PagerDuty's pages
	cannot string                     // completes "NAME: "
	fails  func(scopes []string) bool // for a tool that changes something; nil if none may fail
}

// responding are the scopes of changes that responders make.
var responding = []string{"incidents.write", "incident_workflows:instances.write", "subscribers.write"}

// roleRights returns the roles by their name in the API.
func roleRights() map[string]roleRight {
	changes := func([]string) bool { return true }
	configures := func(scopes []string) bool {
		return !slices.ContainsFunc(scopes, func(scope string) bool { return slices.Contains(responding, scope) })
	}
	readOnly := "reads, and cannot change anything unless a team's role allows it"
	return map[string]roleRight{
		"owner":                  {name: "Account Owner", cannot: "may change everything"},
		"admin":                  {name: "Global Admin", cannot: "may change everything"},
		"user":                   {name: "Manager", cannot: "may change everything except other users", fails: func(scopes []string) bool { return slices.Contains(scopes, "users.write") }},
		"limited_user":           {name: "Responder", cannot: "works on incidents; other changes may need a higher role, or one in a team", fails: configures},
		"observer":               {name: "Observer", cannot: readOnly, fails: changes},
		"restricted_access":      {name: "Restricted Access", cannot: "sees only what its teams own, and cannot change anything unless a team's role allows it", fails: changes},
		"read_only_user":         {name: "Full Stakeholder", cannot: "reads, and cannot change anything", fails: changes},
		"read_only_limited_user": {name: "Limited Stakeholder", cannot: "reads little, and cannot change anything", fails: changes},
	}
}

// role reports what the role of the key's user implies for the tools that change something, without trying any.
func role(owner keys.Owner, tools []mcptools.Tool, writes bool) []Finding {
	f := Finding{Check: "rights.role", State: OK}
	if owner.User == nil {
		f.Text = "an account key has no role: it may do what it was created for, to read or to change everything"
		return []Finding{f}
	}
	right, known := roleRights()[owner.User.Role]
	if !known {
		f.State, f.Text = NotChecked, fmt.Sprintf("what the role %.40q allows", owner.User.Role)
		return []Finding{f}
	}
	f.Text = fmt.Sprintf("%s (%s): %s", right.name, owner.User.Role, right.cannot)
	if !writes {
		f.Text += "; writes are off"
		return []Finding{f}
	}
	needed := needs(tools)
	for _, tool := range tools {
		if tool.Effect != mcptools.EffectRead && right.fails != nil && right.fails(changesOf(needed[tool.Name])) {
			f.Tools = append(f.Tools, tool.Name)
		}
	}
	if len(f.Tools) > 0 {
		f.State, f.Mend = Warning, "If these tools fail with 403, use the key of a user with a higher role, or leave the tools out with --exclude-tools."
	}
	slices.Sort(f.Tools)
	return []Finding{f}
}

// changesOf returns the scopes of changes.
func changesOf(scopes []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(scope string) bool { return !strings.HasSuffix(scope, "write") })
}
