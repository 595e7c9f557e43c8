package mcptools

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// ErrNoResource is the error of a resource that does not exist. A Resource's Read returns an error that matches it when nothing has the
// given id.
var ErrNoResource = errors.New("there is no such resource")

// Resource is something to read that has an address of its own, or a family of such things with one address each. A user attaches it to a
// conversation.
type Resource struct {
	// URI is the address. Variables in braces make it the address of a family: "shop://orders/{id}". A variable stands for any text without
	// a slash; in an address its value is percent-encoded. At most one variable stands between two slashes.
	URI         string
	Name        string // short and stable: "order"
	Title       string // for people: "Order"
	Description string
	MIMEType    string // such as "text/markdown"

	// Needs are the names of the tools that Read calls. All of them must only read. A program that does not offer all of them should not
	// offer the resource.
	Needs []string

	// Complete suggests values of variables, by their names. It may be nil.
	Complete map[string]CompleteFunc

	// Read returns the whole content. It gets the tools in Needs as the program offers them, so that the program's policies hold for what
	// Read reads, and the values of all variables. It returns an error that matches ErrNoResource if there is no such resource.
	Read func(ctx context.Context, tools []Tool, variables map[string]string) (string, error)
}

// FindResource returns the resource with the address uri, and the values of its variables. If the address fits several resources, it returns
// the one with the longest text outside of variables; of equals, the first.
func FindResource(resources []Resource, uri string) (found Resource, variables map[string]string, ok bool) {
	longest := -1
	for _, resource := range resources {
		values, matches := resource.match(uri)
		if !matches {
			continue
		}
		if literal := resource.literalLength(); literal > longest {
			longest, found, variables, ok = literal, resource, values, true
		}
	}
	return found, variables, ok
}

// Variables returns the names of the variables in the resource's URI, in their order. Without any, URI is the address of one thing.
func (r Resource) Variables() []string {
	var names []string
	for part := range strings.SplitSeq(r.URI, "/") {
		if _, name, _, ok := cutVariable(part); ok {
			names = append(names, name)
		}
	}
	return names
}

// Check returns an error for a resource that cannot be read or found.
func (r Resource) Check() error {
	var names []string
	for part := range strings.SplitSeq(r.URI, "/") {
		before, name, after, ok := cutVariable(part)
		switch {
		case strings.ContainsAny(before, "{}") || strings.ContainsAny(after, "{}") || ok && !isVariable(name):
			return fmt.Errorf("the address %q is not understood: write variables as {name}, of letters, digits and _, at most one between two slashes", r.URI)
		case ok && slices.Contains(names, name):
			return fmt.Errorf("the address %q has the variable %s twice", r.URI, name)
		case ok:
			names = append(names, name)
		}
	}
	for name := range r.Complete {
		if !slices.Contains(names, name) {
			return fmt.Errorf("the address %q has no variable %q to complete", r.URI, name)
		}
	}
	switch {
	case !isAddress(r.URI):
		return fmt.Errorf("%q is not an address: it needs a scheme, as in shop://orders, and characters outside of ASCII, spaces and quotation marks percent-encoded", r.URI)
	case r.Name == "":
		return fmt.Errorf("the resource %s needs a name", r.URI)
	case r.Read == nil:
		return fmt.Errorf("the resource %s needs a function to read it", r.URI)
	}
	return nil
}

func isVariable(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// isAddress reports whether uri has a scheme and only characters that may stand in an address or a template of one.
func isAddress(uri string) bool {
	scheme, _, found := strings.Cut(uri, ":")
	return found && isVariable(scheme) &&
		!strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"'<>\\^`|", r) })
}

// match returns the values of the variables if uri is an address of the resource.
func (r Resource) match(uri string) (values map[string]string, ok bool) {
	pattern, parts := strings.Split(r.URI, "/"), strings.Split(uri, "/")
	if len(pattern) != len(parts) {
		return nil, false
	}
	values = map[string]string{}
	for i, part := range parts {
		before, name, after, variable := cutVariable(pattern[i])
		if !variable {
			if part != pattern[i] {
				return nil, false
			}
			continue
		}
		value, fits := strings.CutPrefix(part, before)
		if value, ok = strings.CutSuffix(value, after); !fits || !ok || value == "" {
			return nil, false
		}
		if plain, err := url.PathUnescape(value); err == nil { // some clients do not encode: "100%" stays as it is
			value = plain
		}
		values[name] = value
	}
	return values, true
}

// literalLength returns the length of the URI without its variables.
func (r Resource) literalLength() int {
	length := len(r.URI)
	for _, name := range r.Variables() {
		length -= len(name) + len("{}")
	}
	return length
}

// cutVariable splits "{id}.json" into "", "id" and ".json".
func cutVariable(part string) (before, name, after string, ok bool) {
	before, rest, opened := strings.Cut(part, "{")
	name, after, closed := strings.Cut(rest, "}")
	if !opened || !closed {
		return part, "", "", false
	}
	return before, name, after, true
}
