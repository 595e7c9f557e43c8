package documents

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

const chart = "deploy/helm/pagerduty-mcp/"

var (
	valueUsed    = regexp.MustCompile(`\.Values\.([A-Za-z.]+)`)
	flagGiven    = regexp.MustCompile(`(?m)^ +- --([a-z-]+)`)
	variableSet  = regexp.MustCompile(`(?m)- name: ([A-Z][A-Z_]+)$`)
	imageVersion = regexp.MustCompile(`image: (\S+)`)
)

// templates returns the text of the chart's templates.
func templates(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, file := range repositoryFiles(t, "") {
		if strings.HasPrefix(file, chart+"templates/") {
			all.WriteString(readFile(t, file))
		}
	}
	return all.String()
}

// readValues returns the chart's values.
func readValues(t *testing.T) map[string]any {
	t.Helper()
	var values map[string]any
	if err := yaml.Unmarshal([]byte(readFile(t, chart+"values.yaml")), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

// Each value is used, and what is used is a value. Objects that templates take whole, such as resources, count as one.
func TestChartUsesItsValues(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, found := range valueUsed.FindAllStringSubmatch(templates(t), -1) {
		used[found[1]] = true
	}
	var leaves func(prefix string, values map[string]any) []string
	leaves = func(prefix string, values map[string]any) (names []string) {
		for name, value := range values {
			nested, ok := value.(map[string]any)
			if path := prefix + name; ok && !used[path] && len(nested) > 0 {
				names = append(names, leaves(path+".", nested)...)
			} else {
				names = append(names, path)
			}
		}
		return names
	}
	named := leaves("", readValues(t))
	for _, name := range named {
		if !used[name] {
			t.Errorf("no template uses the value %s", name)
		}
	}
	for name := range used {
		if !slices.Contains(named, name) {
			t.Errorf("values.yaml lacks %s, which a template uses", name)
		}
	}
}

// The schema knows the values of values.yaml, and no others but Helm's own.
func TestSchemaOfChartKnowsItsValues(t *testing.T) {
	t.Parallel()
	type object struct{ Properties map[string]json.RawMessage }
	var schema object
	if err := json.Unmarshal([]byte(readFile(t, chart+"values.schema.json")), &schema); err != nil {
		t.Fatal(err)
	}
	delete(schema.Properties, "global")
	compare := func(name string, known map[string]json.RawMessage, values map[string]any) {
		inSchema, inValues := slices.Sorted(maps.Keys(known)), slices.Sorted(maps.Keys(values))
		if !slices.Equal(inSchema, inValues) {
			t.Errorf("%s: the schema has %q, values.yaml %q", name, inSchema, inValues)
		}
	}
	values := readValues(t)
	compare("the chart", schema.Properties, values)
	for name, text := range schema.Properties {
		var nested object
		if err := json.Unmarshal(text, &nested); err != nil {
			t.Fatal(err)
		}
		if value, ok := values[name].(map[string]any); ok && nested.Properties != nil {
			compare(name, nested.Properties, value)
		}
	}
}

// What is deployed passes flags and variables that the server reads.
func TestDeploymentsPassExistingSettings(t *testing.T) {
	t.Parallel()
	settings := command.Settings(allareas.Server())
	text := templates(t) + readFile(t, "deploy/trial/compose.yaml")
	flags, variables := flagGiven.FindAllStringSubmatch(text, -1), variableSet.FindAllStringSubmatch(text, -1)
	for _, found := range flags {
		if !slices.ContainsFunc(settings, func(s command.Setting) bool { return s.Flag == found[1] }) {
			t.Errorf("no server has the flag --%s", found[1])
		}
	}
	for _, found := range variables {
		if !slices.ContainsFunc(settings, func(s command.Setting) bool { return s.Variable == found[1] }) && notNames[found[1]] == "" {
			t.Errorf("no server reads the variable %s", found[1])
		}
	}
	if len(flags) < 15 || len(variables) < 3 {
		t.Errorf("the manifests have %d flags and %d variables", len(flags), len(variables))
	}
}

// An image has one version in all files, and ours none but the release's.
func TestImagesAreNamedOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, file := range repositoryFiles(t, ".yaml") {
		if !strings.HasPrefix(file, "deploy/") {
			continue
		}
		for _, found := range imageVersion.FindAllStringSubmatch(readFile(t, file), -1) {
			name, version, _ := strings.Cut(found[1], ":")
			if strings.HasPrefix(name, "{{") || name == "" {
				continue
			}
			if other, ok := seen[name]; ok && other != version {
				t.Errorf("%s: the image %s has the versions %s and %s", file, name, version, other)
			}
			seen[name] = version
		}
	}
	if len(seen) == 0 {
		t.Error("no file names an image")
	}
}

// The Dockerfile builds with the Go that go.mod asks for.
func TestDockerfileHasTheGoOfTheModule(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readFile(t, "go.mod"))
	if want := "golang:" + version[1] + " AS build"; !strings.Contains(readFile(t, "Dockerfile"), want) {
		t.Errorf("the Dockerfile does not build with %q", want)
	}
}
