package hosts

import (
	"maps"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"
)

// Snippet is an entry to put into a host's file by hand.
type Snippet struct {
	Host   string   `json:"host"`
	Title  string   `json:"title"`
	File   string   `json:"file"`
	Format string   `json:"format"` // json, toml or yaml
	Text   string   `json:"text"`
	Then   []string `json:"then"` // what to do to see the server
	Docs   string   `json:"docs"`
}

// Print returns the entry for a server, without touching a file.
func (m Machine) Print(h Host, server Server, scope Scope) (Snippet, error) {
	path, err := m.File(h, scope)
	if err != nil {
		return Snippet{}, err
	}
	additions, err := h.additions(server)
	if err != nil {
		return Snippet{}, err
	}
	var text []byte
	for _, one := range additions {
		edits, err := configfile.Set(h.Format, text, one.path, one.value)
		if err != nil {
			return Snippet{}, err
		}
		text = configfile.Apply(text, edits)
	}
	return Snippet{
		Host: h.Name, Title: h.Title, File: m.Short(path), Format: h.FormatName(), Text: string(text), Then: h.Then(scope, server), Docs: h.Docs,
	}, nil
}

// FormatName returns the name of the file's format: json, toml or yaml.
func (h Host) FormatName() string {
	switch h.Format.(type) {
	case configfile.TOML:
		return "toml"
	case configfile.YAML:
		return "yaml"
	default:
		return "json"
	}
}

// Then returns what the user has to do to see a server after its install.
func (h Host) Then(scope Scope, server Server) []string {
	trust := h.UserTrust
	if scope == Project {
		trust = h.ProjectTrust
	}
	then := []string{h.Restart, trust}
	if len(server.References) > 0 {
		then = append(then, h.ReferenceNote)
	}
	return slices.DeleteFunc(then, func(sentence string) bool { return sentence == "" })
}

// State is what a machine has of a host.
type State struct {
	Host    Host
	Scope   Scope
	File    string
	Found   bool // the host seems to be installed
	HasFile bool
	Entries []Entry // that start a PagerDuty server
	Problem error   // why the file cannot be read
}

// Inspect reads the file of a host. It changes nothing.
func (m Machine) Inspect(h Host, scope Scope) State {
	state := State{Host: h, Scope: scope, Found: m.Has(h)}
	if state.File, state.Problem = m.File(h, scope); state.Problem != nil {
		return state
	}
	f, err := readFile(state.File)
	if state.HasFile = f.info != nil; err != nil || !state.HasFile {
		state.Problem = err
		return state
	}
	value, err := configfile.Get(h.Format, f.text, configfile.Names(h.Root...))
	if err != nil {
		state.Problem = (&Change{Host: h, File: state.File}).describe(err)
		return state
	}
	entries, _ := value.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if entry := h.Entry.read(name, entries[name]); entry.IsPagerDuty() {
			state.Entries = append(state.Entries, entry)
		}
	}
	return state
}

// InspectAll reads the user's file of every host, and the files of the working directory that have an entry or cannot be read.
func (m Machine) InspectAll() []State {
	var all []State
	for _, host := range All() {
		userFile, _ := m.UserFile(host)
		all = append(all, m.Inspect(host, User))
		if host.Project == "" {
			continue
		}
		state := m.Inspect(host, Project)
		if isBare := len(state.Entries) == 0 && state.Problem == nil; !isBare && state.File != userFile { // in the home directory both are one
			all = append(all, state)
		}
	}
	return all
}

// Files returns the paths of the user's file for documents: one that is the same everywhere, or one for each system.
func (h Host) Files() map[string]string {
	files := map[string]string{}
	for _, location := range h.User {
		path := location.Path
		start, rest, _ := strings.Cut(path, "/")
		if name, isVariable := strings.CutPrefix(start, "$"); isVariable {
			folder, found := homeDefaults[name]
			switch {
			case !found:
				continue // the variable moves the file; documents name where it is otherwise
			case strings.HasSuffix(name, "APPDATA"):
				path = "%" + name + "%/" + rest
			default:
				path = "~/" + folder + "/" + rest
			}
		}
		if files[location.OS] == "" && location.OnlyIn == "" {
			files[location.OS] = path
		}
	}
	return files
}
