package hosts

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// Change is a change of a host's file that is planned or made.
type Change struct {
	Host   Host
	Scope  Scope
	Entry  string
	File   string
	Kind   Kind
	Diff   string // without secrets
	Backup string // the backup that was written; "" for none
	Gone   bool   // after the change there is no file

	before file
	after  []byte
	record *record
	secret bool // the entry holds a key
}

// Kind is what a change does.
type Kind string

// The kinds of changes.
const (
	Added     Kind = "added"
	Updated   Kind = "updated"
	Replaced  Kind = "replaced" // an entry of somebody else
	Removed   Kind = "removed"
	Unchanged Kind = "unchanged"
)

// Options are choices for a change.
type Options struct {
	Scope  Scope
	Force  bool // replace an entry that is not ours
	DryRun bool // plan the change, and do not make it
}

// attempts is how often a change is planned anew because another program has written the file.
const attempts = 5

// Install puts an entry for the server into the file of a host. Installing again changes nothing, or updates the entry.
func (m Machine) Install(h Host, server Server, options Options) (Change, error) {
	return m.repeat(options, func() (Change, error) { return m.planInstall(h, server, options) })
}

// Uninstall removes an entry from the file of a host. If nothing else has changed since the install, the file is as before it.
func (m Machine) Uninstall(h Host, name string, options Options) (Change, error) {
	return m.repeat(options, func() (Change, error) { return m.planUninstall(h, name, options) })
}

func (m Machine) repeat(options Options, plan func() (Change, error)) (Change, error) {
	for attempt := 1; ; attempt++ {
		change, err := plan()
		if err != nil || options.DryRun || change.Kind == Unchanged {
			return change, err
		}
		err = m.apply(&change)
		if errors.Is(err, errChanged) && attempt < attempts {
			continue
		}
		return change, err
	}
}

func (m Machine) open(h Host, name string, scope Scope) (Change, error) {
	path, err := m.File(h, scope)
	if err != nil {
		return Change{}, err
	}
	c := Change{Host: h, Scope: scope, Entry: name, File: path}
	if c.before, err = readFile(path); err != nil {
		return c, err
	}
	return c, c.before.checkWritable()
}

func (m Machine) planInstall(h Host, server Server, options Options) (Change, error) {
	additions, err := h.additions(server)
	if err != nil {
		return Change{}, err
	}
	c, err := m.open(h, server.Name, options.Scope)
	if err != nil {
		return c, err
	}
	path := h.path(server.Name)
	old, err := configfile.Get(h.Format, c.before.text, path)
	if err != nil {
		return c, c.explain(err)
	}
	c.Kind = Added
	if old != nil {
		entry := h.Entry.read(server.Name, old)
		ours := entry.IsOurs() || entry.Command == server.Command
		if !ours && !options.Force {
			return c, fmt.Errorf("%s has an entry %q that does not start this server: choose another name with --name, or replace it with --force", c.File, server.Name)
		}
		c.Kind = Updated
		if !ours {
			c.Kind = Replaced
		} else {
			last := &additions[len(additions)-1]
			last.value = h.Entry.merge(last.value, old)
			if last.value.Same(old) && c.hasAll(additions[:len(additions)-1]) {
				c.Kind = Unchanged
				return c, nil
			}
		}
	}
	c.secret = slices.ContainsFunc(server.Env, func(v Variable) bool { return v.Name == keys.Variable })
	if c.Kind == Replaced {
		old = nil // somebody else's entry may hold secrets: no diff shows it
	}
	return c, m.planWrite(&c, additions, old)
}

// hasAll reports whether the file holds the values already.
func (c *Change) hasAll(additions []addition) bool {
	for _, one := range additions {
		value, err := configfile.Get(c.Host.Format, c.before.text, one.path)
		if err != nil || !one.value.Same(value) {
			return false
		}
	}
	return true
}

// planWrite works out the file with the additions. An entry of ours that nobody has touched since is written anew into the file as it was
// before, so that uninstall can still return to that.
func (m Machine) planWrite(c *Change, additions []addition, old any) error {
	previous := m.readRecords().find(c.before.target, c.Entry)
	text, _, known := previous.original(c.before)
	c.record = &record{File: c.before.target, Entry: c.Entry}
	switch {
	case c.Kind != Updated || previous == nil:
		text, known = c.before.text, c.Kind != Updated
		c.record.Made = c.before.info == nil
	case known:
		*c.record = *previous
		c.record.MadeParents = nil
	default:
		text = c.before.text
		c.record.Made, c.record.MadeFolders, c.record.MadeParents = previous.Made, previous.MadeFolders, previous.MadeParents
	}
	c.after = text
	for _, one := range additions {
		missing, err := missingParents(c.Host.Format, c.after, one.path)
		if err != nil {
			return c.explain(err)
		}
		c.record.MadeParents = append(c.record.MadeParents, missing...)
		edits, err := configfile.Set(c.Host.Format, c.after, one.path, one.value)
		if err != nil {
			return c.explain(err)
		}
		c.after = configfile.Apply(c.after, edits)
	}
	if known {
		c.record.After = hash(c.after)
	}
	c.Diff = m.diff(c, additions, old)
	return nil
}

// missingParents returns the parents of a path that a file lacks, the outermost first.
func missingParents(format configfile.Format, text []byte, path configfile.Path) ([][]string, error) {
	var missing [][]string
	for i := 1; i < len(path); i++ {
		value, err := configfile.Get(format, text, path[:i])
		if err != nil {
			return nil, err
		}
		if value == nil {
			var names []string
			for _, key := range path[:i] {
				names = append(names, key.Name)
			}
			missing = append(missing, names)
		}
	}
	return missing, nil
}

func (m Machine) planUninstall(h Host, name string, options Options) (Change, error) {
	c, err := m.open(h, name, options.Scope)
	if err != nil {
		return c, err
	}
	old, err := configfile.Get(h.Format, c.before.text, h.path(name))
	if err != nil {
		return c, c.explain(err)
	}
	if old == nil {
		c.Kind = Unchanged
		return c, nil
	}
	entry := h.Entry.read(name, old)
	program, _ := m.FindProgram() // which may have another name than ours
	ours := entry.IsOurs() || program != "" && entry.Command == program
	if !ours && !options.Force {
		return c, fmt.Errorf("the entry %q in %s does not start this server: remove it with --force, or name another with --name", name, c.File)
	}
	c.Kind = Removed
	previous := m.readRecords().find(c.before.target, name)
	if text, existed, known := previous.original(c.before); known {
		c.after, c.Gone = text, !existed
	} else if err := c.planRemoval(previous); err != nil {
		return c, c.explain(err)
	}
	c.record = previous
	if !ours {
		old = nil
	}
	c.Diff = m.diff(&c, nil, old)
	return c, nil
}

// planRemoval removes the entry and what install has made for it, where other changes have been made to the file.
func (c *Change) planRemoval(previous *record) error {
	paths := []configfile.Path{c.Host.path(c.Entry)}
	if c.Host.Entry.Inputs {
		paths = append(paths, configfile.Path{{Name: "inputs"}, {Name: inputID, Item: true}})
	}
	c.after = c.before.text
	for i, path := range paths {
		if i > 0 && bytes.Contains(c.after, []byte(c.Host.Reference)) {
			continue // another entry uses the input
		}
		if err := c.drop(path); err != nil {
			return err
		}
	}
	if previous == nil {
		return nil
	}
	for _, names := range slices.Backward(previous.MadeParents) {
		path := configfile.Names(names...)
		value, err := configfile.Get(c.Host.Format, c.after, path)
		if err != nil {
			return err
		}
		if isEmpty(value) {
			if err := c.drop(path); err != nil {
				return err
			}
		}
	}
	left := bytes.TrimSpace(c.after)
	c.Gone = previous.Made && (len(left) == 0 || string(left) == "{}")
	return nil
}

func (c *Change) drop(path configfile.Path) error {
	edits, err := configfile.Remove(c.Host.Format, c.after, path)
	if err == nil {
		c.after = configfile.Apply(c.after, edits)
	}
	return err
}

func isEmpty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case map[string]any:
		return len(value) == 0
	case []any:
		return len(value) == 0
	default:
		return false
	}
}

// explain adds to an error what the host would do, and what the user can do.
func (c *Change) explain(err error) error {
	described := c.describe(err)
	if errors.Is(err, configfile.ErrUnsafe) {
		return fmt.Errorf("%w. The file is unchanged; \"print %s\" shows the entry, to put in by hand", described, c.Host.Name)
	}
	return fmt.Errorf("%w. The file is unchanged: correct it and try again", described)
}

// describe names the file and the line of an error, and what the host does with such a file.
func (c *Change) describe(err error) error {
	extra, isExtra := errors.AsType[*configfile.ExtraError](err)
	syntax, isSyntax := errors.AsType[*configfile.SyntaxError](err)
	switch {
	case isExtra:
		return fmt.Errorf("%s has %w in line %d: %s %s", c.File, extra.Kind, extra.Line, c.Host.Title, c.Host.Breaks)
	case isSyntax:
		return fmt.Errorf("%s cannot be read: %w; %s %s", c.File, syntax, c.Host.Title, c.Host.Breaks)
	default:
		return fmt.Errorf("%s: %w", c.File, err)
	}
}
