// Package hosts puts a server of this project into the configuration files of MCP hosts, and takes it out again. A host is data: see the
// file of any of them. The package never runs a host's own commands, since some of those write secrets or lose comments.
package hosts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"
)

// Host is a program that starts MCP servers.
type Host struct {
	Name  string // in commands, such as claude-code
	Title string // for people
	Docs  string // the vendor's page about its configuration
	Tried string // the version that listed and started the server in our tests; "" if only its documents were read

	User     []Location // the user's file: the first that fits the machine
	Project  string     // the file in a project's folder; "" if the host has none
	Commands []string   // programs on PATH by which to find the host
	Format   configfile.Format
	Root     []string // where the entries stand in the file
	Entry    Form
	Names    Names

	// Reference is how an entry refers to an environment variable, with %s for its name; "" if it cannot.
	Reference string
	// Few marks a host that hands its servers few of its own variables; see Host.Start.
	Few bool
	// Breaks is what the host does with a file that it cannot read. It continues a sentence that begins with the host's title.
	Breaks string

	Restart       string // what to do to see the server
	UserTrust     string // what else the user's file needs; "" for nothing
	ProjectTrust  string // what else the project's file needs
	ReferenceNote string // what a reference to a variable needs; "" for nothing
}

// Location is a file of a host on one kind of machine. A location with variables that are not set does not fit.
type Location struct {
	OS     string   // as in GOOS; "" for all
	Path   string   // begins with ~ or a variable, such as $CODEX_HOME
	Others []string // other names of the file, in the same folder, of which one may exist instead
	// OnlyIn makes the location fit only where this folder exists.
	OnlyIn string
}

// Form is what an entry looks like: the names of its members. Members with an empty name are left out.
type Form struct {
	Before  configfile.Object // constant members at the start
	Name    string            // repeats the entry's name
	Command string
	Args    string // "" if the command is a list with the arguments in it
	Env     string
	Passed  string            // lists variables that the host passes on from its own environment
	Session []string          // variables to pass on always, since the host keeps them from servers
	Inputs  bool              // keys are asked for by an input, which stands in the file, too
	After   configfile.Object // constant members at the end
}

// Names are the limits on names of entries.
type Names struct {
	Pattern  string // a regular expression; "" for letters, digits, - and _
	Reserved []string
}

// All returns every host, in the order of their titles.
func All() []Host {
	all := []Host{
		claudeCode(), claudeDesktop(), cursor(), vsCode(), codex(), geminiCLI(), copilotCLI(), opencode(), windsurf(), zed(), goose(), cline(),
		kiro(), amazonQ(), qwenCode(), amp(), droid(),
	}
	slices.SortFunc(all, func(a, b Host) int { return strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)) })
	return all
}

// Find returns the host of a name. Spaces and capitals do not matter.
func Find(name string) (Host, error) {
	wanted := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "-")
	var names []string
	for _, host := range All() {
		if host.Name == wanted || strings.ReplaceAll(strings.ToLower(host.Title), " ", "-") == wanted {
			return host, nil
		}
		names = append(names, host.Name)
	}
	near := slices.DeleteFunc(slices.Clone(names), func(one string) bool { return !strings.HasPrefix(one, wanted+"-") })
	if len(near) == 0 {
		near = mcptools.Nearest(wanted, names)
	}
	if len(near) > 0 {
		return Host{}, fmt.Errorf("there is no host %q: did you mean %s? \"list\" shows all", name, strings.Join(near, ", "))
	}
	return Host{}, fmt.Errorf("there is no host %q; the hosts are %s", name, strings.Join(names, ", "))
}

// path returns where an entry stands in the file.
func (h Host) path(name string) configfile.Path {
	return configfile.Names(append(slices.Clone(h.Root), name)...)
}

const defaultNames = `^[A-Za-z0-9_-]+$`

// CheckName reports a name that the host does not accept.
func (h Host) CheckName(name string) error {
	pattern := h.Names.Pattern
	if pattern == "" {
		pattern = defaultNames
	}
	if !regexp.MustCompile(pattern).MatchString(name) {
		return fmt.Errorf("%s does not accept the name %q: choose another with --name, such as %s", h.Title, name, DefaultName)
	}
	if slices.Contains(h.Names.Reserved, name) {
		return fmt.Errorf("%s keeps the name %q to itself: choose another with --name", h.Title, name)
	}
	return nil
}
