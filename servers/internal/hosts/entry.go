package hosts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"
)

// DefaultName is the name of the entry that install writes.
const DefaultName = "pagerduty"

// inputID is the id of the input by which VS Code asks for the key.
const inputID = "pagerduty-api-key"

// Server is what an entry starts.
type Server struct {
	Name    string
	Command string // an absolute path
	Args    []string
	Env     []Variable
	// References are variables of the host's environment, which the entry refers to without holding their values.
	References []string
}

// Variable is an environment variable with its value.
type Variable struct{ Name, Value string }

// addition is a value at a path of a host's file.
type addition struct {
	path  configfile.Path
	value configfile.Object
}

// additions returns what the server needs in the file: its entry last, and before it the input that the entry uses.
func (h Host) additions(server Server) ([]addition, error) {
	if err := h.CheckName(server.Name); err != nil {
		return nil, err
	}
	if len(server.References) > 0 && h.Reference == "" && h.Entry.Passed == "" {
		return nil, fmt.Errorf("%s cannot refer to an environment variable: leave out --key and run \"pagerduty-mcp login\", or use --key file=PATH", h.Title)
	}
	entry := addition{h.path(server.Name), h.Entry.build(server, h.Reference)}
	if len(server.References) == 0 || !h.Entry.Inputs {
		return []addition{entry}, nil
	}
	input := addition{configfile.Path{{Name: "inputs"}, {Name: inputID, Item: true}}, configfile.Object{
		{Name: "type", Value: "promptString"}, {Name: "id", Value: inputID}, {Name: "description", Value: "PagerDuty API key"}, {Name: "password", Value: true},
	}}
	return []addition{input, entry}, nil
}

// build returns the entry of a server.
func (f Form) build(server Server, reference string) configfile.Object {
	entry := slices.Clone(f.Before)
	add := func(name string, value any) {
		if name != "" {
			entry = append(entry, configfile.Member{Name: name, Value: value})
		}
	}
	add(f.Name, server.Name)
	args := slices.Clone(server.Args)
	if args == nil {
		args = []string{}
	}
	if f.Args == "" {
		add(f.Command, append([]string{server.Command}, args...))
	} else {
		add(f.Command, server.Command)
		add(f.Args, args)
	}
	env, passed := configfile.Object{}, slices.Clone(f.Session)
	for _, variable := range server.Env {
		env = append(env, configfile.Member{Name: variable.Name, Value: variable.Value})
	}
	for _, name := range server.References {
		if f.Passed != "" {
			passed = append(passed, name)
		} else {
			env = append(env, configfile.Member{Name: name, Value: refer(reference, name)})
		}
	}
	if len(env) > 0 {
		add(f.Env, env)
	}
	if len(passed) > 0 {
		add(f.Passed, passed)
	}
	return append(entry, f.After...)
}

func refer(reference, name string) string {
	if strings.Contains(reference, "%s") {
		return fmt.Sprintf(reference, name)
	}
	return reference
}

// Entry is an entry that stands in a host's file.
type Entry struct {
	Name    string            `json:"name"`
	Command string            `json:"command"`
	Args    []string          `json:"args"`
	Env     map[string]string `json:"-"` // may hold secrets
	Passed  []string          `json:"-"`
}

// read returns an entry from its decoded form.
func (f Form) read(name string, value any) Entry {
	entry := Entry{Name: name, Env: map[string]string{}}
	table, _ := value.(map[string]any)
	words := texts(table[f.Command])
	if command, ok := table[f.Command].(string); ok {
		words = []string{command}
	}
	if f.Args != "" {
		words = append(words, texts(table[f.Args])...)
	}
	if len(words) > 0 {
		entry.Command, entry.Args = words[0], words[1:]
	}
	env, _ := table[f.Env].(map[string]any)
	for name, value := range env {
		entry.Env[name] = fmt.Sprint(value)
	}
	if f.Passed != "" {
		entry.Passed = texts(table[f.Passed])
	}
	return entry
}

func texts(value any) []string {
	items, _ := value.([]any)
	var all []string
	for _, item := range items {
		all = append(all, fmt.Sprint(item))
	}
	return all
}

// IsOurs reports whether an entry starts a server of this project.
func (e Entry) IsOurs() bool {
	base := e.Command[strings.LastIndexAny(e.Command, `/\`)+1:]
	base = strings.TrimSuffix(strings.ToLower(base), ".exe")
	return strings.HasPrefix(base, "pagerduty-")
}

// IsPagerDuty reports whether an entry starts any PagerDuty server, such as that of PagerDuty itself.
func (e Entry) IsPagerDuty() bool {
	return strings.Contains(strings.ToLower(e.Command+" "+strings.Join(e.Args, " ")), "pagerduty")
}

// managedPrefix begins the names of the variables that install sets and removes. Others in an entry belong to the user.
const managedPrefix = "PAGERDUTY_"

// owns reports whether install writes a member.
func (f Form) owns(member string) bool {
	constant := func(one configfile.Member) bool { return one.Name == member }
	return slices.Contains([]string{f.Name, f.Command, f.Args, f.Env, f.Passed}, member) ||
		slices.ContainsFunc(f.Before, constant) || slices.ContainsFunc(f.After, constant)
}

// merge returns a new entry with what the user has added to the old one: members and variables that install does not write.
func (f Form) merge(entry configfile.Object, old any) configfile.Object {
	table, _ := old.(map[string]any)
	added, users := map[string]any{}, map[string]any{}
	for name, value := range table {
		if !f.owns(name) {
			added[name] = value
		}
	}
	env, _ := table[f.Env].(map[string]any)
	for name, value := range env {
		if !strings.HasPrefix(name, managedPrefix) {
			users[name] = value
		}
	}
	for i, member := range entry { // such as a timeout, which the user may have chosen
		isConstant := slices.ContainsFunc(f.After, func(one configfile.Member) bool { return one.Name == member.Name })
		if value, found := table[member.Name]; found && isConstant {
			entry[i].Value = value
		}
	}
	if len(users) > 0 {
		ours, _ := entry.Get(f.Env).(configfile.Object)
		entry = slices.DeleteFunc(entry, func(member configfile.Member) bool { return member.Name == f.Env })
		entry = append(entry, configfile.Member{Name: f.Env, Value: append(slices.Clone(ours), configfile.FromMap(users)...)})
	}
	return append(entry, configfile.FromMap(added)...)
}
