package hosts

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
)

// Start is how a host starts the server of an entry.
type Start struct {
	Command     string
	Args        []string
	Environment []string // each as NAME=value
	Unset       []string // variables to which the entry refers, and which are not set
	Asked       []string // variables whose values the host asks its user for
}

// few are the variables that a host passes on if it passes few.
var few = []string{
	"HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TERM", "USER", // and on Windows:
	"APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PROCESSOR_ARCHITECTURE", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "USERNAME", "USERPROFILE",
}

// Start returns how the host starts the server of an entry. environment is that of the host, each variable as NAME=value.
func (h Host) Start(entry Entry, environment []string) Start {
	start := Start{Command: entry.Command, Args: entry.Args, Environment: slices.Clone(environment)}
	if h.Few {
		passed := slices.Concat(few, entry.Passed)
		start.Environment = slices.DeleteFunc(start.Environment, func(variable string) bool {
			name, _, _ := strings.Cut(variable, "=")
			return !slices.ContainsFunc(passed, func(one string) bool { return strings.EqualFold(one, name) })
		})
	}
	for name, value := range entry.Env {
		if h.Entry.Inputs && value == h.Reference {
			start.Asked = append(start.Asked, name)
			continue
		}
		start.Environment = append(start.Environment, name+"="+h.resolve(value, environment, &start.Unset))
	}
	slices.Sort(start.Unset)
	return start
}

// resolve replaces the references to variables in a value, as the host does.
func (h Host) resolve(value string, environment []string, unset *[]string) string {
	if !strings.Contains(h.Reference, "%s") {
		return value
	}
	pattern := strings.Replace(regexp.QuoteMeta(h.Reference), "%s", "[A-Za-z_][A-Za-z0-9_]*", 1)
	return regexp.MustCompile(pattern).ReplaceAllStringFunc(value, func(reference string) string {
		before, after, _ := strings.Cut(h.Reference, "%s")
		name := strings.TrimSuffix(strings.TrimPrefix(reference, before), after)
		content, found := env.Variables(environment).Lookup(name)
		if !found {
			*unset = append(*unset, name)
		}
		return content
	})
}
