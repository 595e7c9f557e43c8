// Package boundaries keeps the arrows between the packages of the module pointing one way. It
// holds nothing but tests.
package boundaries

import "testing"

const (
	mcpGo      = "github.com/mark3labs/mcp-go/..."
	kinOpenAPI = "github.com/getkin/kin-openapi/..."
	httpmock   = "github.com/jarcoal/httpmock/..."
	reflector  = "github.com/invopop/jsonschema/..."
	pflag      = "github.com/spf13/pflag/..."

	blackbox    = "pagerduty/tools/internal/blackbox" // test code in a package of its own
	commandTest = "servers/internal/commandtest"      // the same
	exampleTest = "internal/exampleaccount"           // the same
	wireTest    = "internal/wire"                     // the same
	adapterTest = "examples/internal/adaptertest"     // the same
	emptyServer = "internal/measure/emptyserver"      // the bare server that ours is measured against
)

// rules are about the code that is built, not about tests. Packages of the module are named by
// their path in it; "x/..." is x and what lies under it, "..." is every package of the module.
var rules = []rule{
	{
		says: "the client is the standard library only", packages: "pagerduty",
		reach: links, never: []string{"mcptools/...", "pagerduty/simulator/...", "pagerduty/tools/...", "servers/..."}, onlyStandardLibrary: true,
	},
	{
		says: "the simulator is a second implementation, on the standard library only", packages: "pagerduty/simulator/...",
		reach: links, never: []string{"pagerduty", "pagerduty/tools/...", "mcptools/..."}, onlyStandardLibrary: true,
		except: []string{"pagerduty/simulator/simulatortest"},
	},
	{
		says: "mcptools knows nothing of PagerDuty", packages: "mcptools/...",
		reach: links, never: []string{"pagerduty/...", "servers/..."},
	},
	{
		says: "what mcptools does with text knows nothing of tools", packages: "mcptools/internal/text",
		reach: links, never: []string{"mcptools", "mcptools/internal/schema", "mcptools/internal/arguments", "mcptools/internal/output"}, onlyStandardLibrary: true,
	},
	{
		says: "a schema knows nothing of what is done with it", packages: "mcptools/internal/schema",
		reach: links, never: []string{"mcptools", "mcptools/internal/arguments", "mcptools/internal/output"},
	},
	{
		says: "arguments and output know nothing of each other", packages: "mcptools/internal/arguments",
		reach: links, never: []string{"mcptools", "mcptools/internal/output"},
	},
	{
		says: "output knows nothing of arguments and their schema", packages: "mcptools/internal/output",
		reach: links, never: []string{"mcptools", "mcptools/internal/schema", "mcptools/internal/arguments"}, onlyStandardLibrary: true,
	},
	{
		says: "the machinery of mcptools serves mcptools alone", packages: "mcptools/...", except: []string{"mcptools", "mcptools/internal/..."},
		reach: imports, never: []string{"mcptools/internal/..."},
	},
	{
		says: "only the schema reflects structs", packages: "mcptools/...", except: []string{"mcptools/internal/schema"},
		reach: imports, neverLibraries: []string{reflector},
	},
	{
		says: "mcptools links no MCP SDK", packages: "mcptools/...", except: []string{"mcptools/serve/..."},
		reach: links, neverLibraries: []string{mcpGo},
	},
	{
		says: "only mcptools/serve speaks to the MCP SDK", packages: "...", except: []string{"mcptools/serve/...", "examples/...", blackbox, commandTest, emptyServer},
		reach: imports, neverLibraries: []string{mcpGo},
	},
	{
		says: "who embeds PagerDuty's tools links no MCP SDK", packages: "pagerduty/tools/...", except: []string{blackbox},
		reach: links, never: []string{"mcptools/serve/...", "servers/..."}, neverLibraries: []string{mcpGo},
	},
	{
		says: "what the tools share is theirs alone", packages: "...", except: []string{"pagerduty/tools/..."},
		reach: imports, never: []string{"pagerduty/tools/internal/..."},
	},
	{
		says: "a command line belongs to a command", packages: "...", except: []string{"servers/...", "examples/...", "internal/measure"},
		reach: imports, never: []string{"servers/..."}, neverLibraries: []string{pflag},
	},
	{
		says: "test libraries stay in test code", packages: "...", except: []string{"pagerduty/internal/contract"},
		reach: imports, neverLibraries: []string{kinOpenAPI, httpmock},
	},
	{
		says: "the contract check serves tests only", packages: "...", except: []string{"pagerduty/internal/contract/...", blackbox},
		reach: links, never: []string{"pagerduty/internal/contract/..."},
	},
	{
		says: "test code is linked into tests only", packages: "...", except: []string{blackbox, commandTest, exampleTest, wireTest, adapterTest},
		reach: links, never: []string{blackbox, commandTest, exampleTest, wireTest, adapterTest},
	},
	{
		says: "no code that is built knows testing", packages: "...", except: []string{"pagerduty/simulator/simulatortest", blackbox, commandTest, wireTest, adapterTest},
		reach: links, neverLibraries: []string{"testing/..."},
	},
}

func TestImportsKeepTheBoundaries(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	for _, r := range rules {
		for _, breach := range r.breaches(packages) {
			t.Errorf("%s: %s", r.says, breach)
		}
		for _, stale := range r.stale(packages) {
			t.Errorf("%s: the rule names %s, and no package is there: was it renamed?", r.says, stale)
		}
	}
}
