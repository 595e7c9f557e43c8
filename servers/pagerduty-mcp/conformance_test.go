package main_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/conformance"
)

const needsTool = "the check calls a tool that only a server for the suite has"

// scenarios are all that need no tools, prompts and resources of their own, by revision. mcptools/serve runs the others.
var scenarios = map[string][]string{
	"2025-11-25": {
		"server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "completion-complete", "dns-rebinding-protection",
		"server-session-lifecycle", "server-sse-multiple-streams",
	},
	"2026-07-28": {
		"server-stateless", "tools-list", "resources-list", "prompts-list", "completion-complete", "dns-rebinding-protection", "caching",
		"http-header-validation", "sep-2164-resource-not-found", "input-required-result-unsupported-methods",
		"input-required-result-validate-input", "server-sse-multiple-streams",
	},
}

func TestConformance(t *testing.T) {
	t.Parallel()
	statelessGaps := conformance.Gaps{
		"server-stateless:sep-2575-server-rejects-undeclared-capability":          needsTool,
		"server-stateless:sep-2575-missing-capability-http-400":                   needsTool,
		"server-stateless:sep-2575-http-server-no-independent-requests-on-stream": needsTool,
		"server-stateless:sep-2575-server-no-log-without-loglevel":                needsTool,
	}
	for name, test := range map[string]struct {
		revision string
		flags    []string
		gaps     conformance.Gaps
	}{
		"2025-11-25 stateless": {"2025-11-25", nil, conformance.Gaps{
			"server-sse-multiple-streams": "a stateless server issues no session id, and the scenario looks for it",
		}},
		"2025-11-25 stateful":  {"2025-11-25", []string{"--stateful"}, nil},
		"2026-07-28 stateless": {"2026-07-28", nil, statelessGaps},
		"2026-07-28 stateful":  {"2026-07-28", []string{"--stateful"}, statelessGaps},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conformance.Require(t)
			running := server.StartHTTP(t, nil, append(test.flags, "--demo")...)
			conformance.Run(t, running.URL, test.revision, test.gaps, scenarios[test.revision]...)
		})
	}
}
