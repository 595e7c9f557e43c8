package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// selectToolsets keeps the toolsets that --toolsets names; all without it.
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
	return slices.DeleteFunc(all, func(t mcptools.Toolset) bool { return !slices.Contains(s.toolsets, t.Name) }), nil
}

// selectTools keeps the tools that are to be offered.
func (s *settings) selectTools(toolsets []mcptools.Toolset) ([]mcptools.Tool, error) {
	var all []mcptools.Tool
	for _, toolset := range toolsets {
		all = append(all, toolset.Tools...)
	}
	tools, err := mcptools.Select(all, mcptools.Selection{Writes: s.writes, Only: s.tools, Except: s.excludeTools})
	if wrong, ok := errors.AsType[*mcptools.SelectionError](err); ok && len(wrong.NeedWrites) > 0 {
		err = fmt.Errorf("%w --enable-write-tools allows them", err)
	}
	if err != nil {
		return nil, fmt.Errorf("--tools, --exclude-tools: %w", err)
	}
	for i := range tools {
		tools[i] = tools[i].WithMaxResultBytes(s.maxResultBytes)
	}
	return tools, nil
}
