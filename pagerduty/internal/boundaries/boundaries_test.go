// Package boundaries tests which packages may import which. It has no other code.
package boundaries

import (
	"slices"
	"strings"
	"testing"
)

const (
	mcpGo      = "github.com/mark3labs/mcp-go/..."
	kinOpenAPI = "github.com/getkin/kin-openapi/..."
	httpmock   = "github.com/jarcoal/httpmock/..."
	reflector  = "github.com/invopop/jsonschema/..."
	pflag      = "github.com/spf13/pflag/..."
	cobra      = "github.com/spf13/cobra/..."
	goRedis    = "github.com/redis/go-redis/..."
	keyring    = "github.com/zalando/go-keyring/..."
	otel       = "go.opentelemetry.io/..."
	gRPC       = "google.golang.org/grpc/..."
	protobuf   = "google.golang.org/protobuf/proto/..." // its runtime; encoding/protowire is small

	blackbox    = "pagerduty/tools/internal/blackbox" // test code in a package of its own
	commandTest = "servers/internal/commandtest"      // the same
	exampleTest = "internal/exampleaccount"           // the same
	wireTest    = "internal/wire"                     // the same
	conformTest = "internal/conformance"              // the same
	adapterTest = "examples/internal/adaptertest"     // the same
	emptyServer = "internal/measure/emptyserver"      // the bare server that ours is measured against
	load        = "internal/load"                     // measures our HTTP server beside a bare one
	otelExample = "examples/opentelemetry"
)

// rules apply to code that is built, not to tests. A package of the module has its path in it as name. "x/..." is x and everything
// below it, "..." every package of the module.
var rules = []rule{
	{
		name: "the client needs only the standard library", packages: "pagerduty",
		reach: links, never: []string{"mcptools/...", "pagerduty/simulator/...", "pagerduty/tools/...", "servers/..."}, onlyStandardLibrary: true,
	},
	{
		name: "the simulator is a second implementation and needs only the standard library", packages: "pagerduty/simulator/...",
		reach: links, never: []string{"pagerduty", "pagerduty/tools/...", "mcptools/..."}, onlyStandardLibrary: true,
		except: []string{"pagerduty/simulator/simulatortest"},
	},
	{
		name: "the condition language stands alone", packages: "pagerduty/pcl",
		reach: links, never: []string{"pagerduty", "pagerduty/internal/...", "pagerduty/simulator/...", "pagerduty/tools/...", "mcptools/...", "servers/...", "internal/..."}, onlyStandardLibrary: true,
	},
	{
		name: "answers are Go values, computed without tools", packages: "pagerduty/oncall",
		reach: links, never: []string{"pagerduty/simulator/...", "pagerduty/tools/...", "mcptools/..."}, onlyStandardLibrary: true,
	},
	{
		name: "mcptools knows nothing about PagerDuty", packages: "mcptools/...",
		reach: links, never: []string{"pagerduty/...", "servers/..."},
	},
	{
		name: "what processes share needs only the standard library", packages: "mcptools/shared",
		reach: links, never: []string{"mcptools", "mcptools/internal/..."}, onlyStandardLibrary: true,
	},
	{
		name: "what mcptools does with text knows nothing of tools", packages: "mcptools/internal/text",
		reach: links, never: []string{"mcptools", "mcptools/internal/schema", "mcptools/internal/arguments", "mcptools/internal/output"}, onlyStandardLibrary: true,
	},
	{
		name: "a schema knows nothing of what is done with it", packages: "mcptools/internal/schema",
		reach: links, never: []string{"mcptools", "mcptools/internal/arguments", "mcptools/internal/output"},
	},
	{
		name: "arguments and output know nothing of each other", packages: "mcptools/internal/arguments",
		reach: links, never: []string{"mcptools", "mcptools/internal/output"},
	},
	{
		name: "output knows nothing of arguments and their schema", packages: "mcptools/internal/output",
		reach: links, never: []string{"mcptools", "mcptools/internal/schema", "mcptools/internal/arguments"}, onlyStandardLibrary: true,
	},
	{
		name: "the machinery of mcptools serves mcptools alone", packages: "mcptools/...", except: []string{"mcptools", "mcptools/internal/..."},
		reach: imports, never: []string{"mcptools/internal/..."},
	},
	{
		name: "only the schema reflects structs", packages: "mcptools/...", except: []string{"mcptools/internal/schema"},
		reach: imports, neverLibraries: []string{reflector},
	},
	{
		name: "mcptools links no MCP SDK", packages: "mcptools/...", except: []string{"mcptools/serve/..."},
		reach: links, neverLibraries: []string{mcpGo},
	},
	{
		name: "only mcptools/serve imports the MCP SDK", packages: "...", except: []string{"mcptools/serve/...", "examples/...", blackbox, commandTest, emptyServer, load},
		reach: imports, neverLibraries: []string{mcpGo},
	},
	{
		name: "PagerDuty's tools link no MCP SDK", packages: "pagerduty/tools/...", except: []string{blackbox},
		reach: links, never: []string{"mcptools/serve/...", "servers/..."}, neverLibraries: []string{mcpGo},
	},
	{
		name: "the trial judges any agent, and links no MCP SDK", packages: "pagerduty/trial/...",
		reach: links, never: []string{"mcptools/serve/...", "servers/..."}, neverLibraries: []string{mcpGo},
	},
	{
		name: "only examples run the trial", packages: "...", except: []string{"pagerduty/trial/...", "examples/..."},
		reach: links, never: []string{"pagerduty/trial/..."},
	},
	{
		name: "only the tools import what they share", packages: "...", except: []string{"pagerduty/tools/..."},
		reach: imports, never: []string{"pagerduty/tools/internal/..."},
	},
	{
		name: "only commands parse a command line", packages: "...", except: []string{"servers/...", "examples/...", "internal/measure", load},
		reach: imports, never: []string{"servers/..."}, neverLibraries: []string{pflag, cobra},
	},
	{
		name: "one package reads the keychain", packages: "...", except: []string{"servers/internal/keys"},
		reach: imports, neverLibraries: []string{keyring},
	},
	{
		name: "only servers talk to Redis", packages: "...", except: []string{"servers/..."},
		reach: links, neverLibraries: []string{goRedis},
	},
	{
		name: "only servers link what operators watch them with", packages: "...", except: []string{"servers/...", otelExample},
		reach: links, neverLibraries: []string{otel},
	},
	{
		name: "one package imports what operators watch servers with", packages: "servers/...", except: []string{"servers/internal/observe"},
		reach: imports, neverLibraries: []string{otel},
	},
	{
		name: "servers stay small: traces go over HTTP", packages: "servers/...",
		reach: links, neverLibraries: []string{gRPC, protobuf},
	},
	{
		name: "only test code imports test libraries", packages: "...", except: []string{"pagerduty/internal/contract"},
		reach: imports, neverLibraries: []string{kinOpenAPI, httpmock},
	},
	{
		name: "only tests link the contract check", packages: "...", except: []string{"pagerduty/internal/contract/...", blackbox},
		reach: links, never: []string{"pagerduty/internal/contract/..."},
	},
	{
		name: "only tests link test code", packages: "...", except: []string{blackbox, commandTest, exampleTest, wireTest, conformTest, adapterTest},
		reach: links, never: []string{blackbox, commandTest, exampleTest, wireTest, conformTest, adapterTest},
	},
	{
		name: "built code does not link package testing", packages: "...", except: []string{"pagerduty/simulator/simulatortest", blackbox, commandTest, wireTest, conformTest, adapterTest},
		reach: links, neverLibraries: []string{"testing/..."},
	},
}

// Areas share what is in pagerduty/tools/internal and pagerduty/tools/marks, and never import each other.
func TestAreasDoNotImportEachOther(t *testing.T) {
	t.Parallel()
	all := listPackages(t)
	const areas, shared = "pagerduty/tools/...", "pagerduty/tools/internal/..."
	for _, area := range all.ofModule(areas) {
		if area == "pagerduty/tools" || matchesAny([]string{shared, "pagerduty/tools/marks"}, area) {
			continue
		}
		others := slices.DeleteFunc(all.ofModule(areas), func(path string) bool {
			return path == area || path == "pagerduty/tools/marks" || matches(shared, path)
		})
		for _, breach := range (rule{packages: area, reach: links, never: others}).breaches(all) {
			t.Errorf("an area imports another: %s", breach)
		}
	}
}

func TestImportsKeepTheBoundaries(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	for _, r := range rules {
		for _, breach := range r.breaches(packages) {
			t.Errorf("%s: %s", r.name, breach)
		}
		for _, stale := range r.stale(packages) {
			t.Errorf("%s: no package matches %s: was it renamed?", r.name, stale)
		}
	}
}

// Servers import these libraries directly, and no others. The library packages import none of them: see rules.
func TestWhatServersImport(t *testing.T) {
	t.Parallel()
	allowed := []string{
		pflag, cobra, // the command line
		keyring, goRedis, otel,
		"google.golang.org/protobuf/encoding/protowire",                                                                                    // traces
		"github.com/goccy/go-yaml/...", "go.yaml.in/yaml/v4/...", "github.com/pelletier/go-toml/v2/...", "github.com/tailscale/hujson/...", // configuration files of hosts
		"golang.org/x/sys/...", "golang.org/x/term/...", "golang.org/x/text/...",
	}
	all := listPackages(t)
	for _, path := range all.ofModule("servers/...") {
		for _, imported := range all[path].Imports {
			library := all[imported]
			if !library.Standard && !strings.HasPrefix(library.ImportPath, module+"/") && !matchesAny(allowed, imported) && path != commandTest {
				t.Errorf("%s imports %s: is it worth its size? Then name it here", path, imported)
			}
		}
	}
}
