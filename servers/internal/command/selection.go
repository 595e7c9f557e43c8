package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// selectToolsets returns the toolsets that --toolsets names, or all.
func (s *settings) selectToolsets(all []mcptools.Toolset) ([]mcptools.Toolset, error) {
	if len(s.toolsets) == 0 {
		return all, nil
	}
	var names []string
	for _, toolset := range all {
		names = append(names, toolset.Name)
	}
	for _, name := range s.toolsets {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("--toolsets: there is no toolset %q; there are %s", name, strings.Join(names, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(t mcptools.Toolset) bool { return !slices.Contains(s.toolsets, t.Name) }), nil
}

// selectTools returns the tools of toolsets to offer; all are the server's toolsets.
func (s *settings) selectTools(toolsets, all []mcptools.Toolset) ([]mcptools.Tool, error) {
	owners := owners(all)
	leftOut := func(name string) bool {
		return owners[name] != "" && len(s.toolsets) > 0 && !slices.Contains(s.toolsets, owners[name])
	}
	if i := slices.IndexFunc(s.tools, leftOut); i >= 0 {
		return nil, fmt.Errorf("--tools: %s is a tool of %s, which --toolsets leaves out", s.tools[i], owners[s.tools[i]])
	}
	var tools []mcptools.Tool
	for _, toolset := range toolsets {
		tools = append(tools, toolset.Tools...)
	}
	except := slices.DeleteFunc(slices.Clone(s.excludeTools), leftOut) // their tools are not offered anyway
	tools, err := mcptools.Select(tools, mcptools.Selection{Writes: s.writes, Only: s.tools, Except: except})
	if wrong, ok := errors.AsType[*mcptools.SelectionError](err); ok && len(wrong.NeedWrites) > 0 {
		err = fmt.Errorf("%w --enable-write-tools allows them", err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.blamed(err), err)
	}
	for i := range tools {
		tools[i] = tools[i].WithMaxResultBytes(s.maxResultBytes)
	}
	return tools, nil
}

// blamed returns the flags that caused an error of mcptools.Select.
func (s *settings) blamed(err error) string {
	wrong, ok := errors.AsType[*mcptools.SelectionError](err)
	in := func(names []string) bool {
		return slices.ContainsFunc(wrong.Unknown, func(name string) bool { return slices.Contains(names, name) })
	}
	switch {
	case ok && !in(s.excludeTools):
		return "--tools"
	case ok && !in(s.tools) && len(wrong.NeedWrites) == 0:
		return "--exclude-tools"
	}
	return "--tools, --exclude-tools"
}

// owners maps the name of each tool to the name of its toolset.
func owners(all []mcptools.Toolset) map[string]string {
	owners := map[string]string{}
	for _, toolset := range all {
		for _, tool := range toolset.Tools {
			owners[tool.Name] = toolset.Name
		}
	}
	return owners
}
