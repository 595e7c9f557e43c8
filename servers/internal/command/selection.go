package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// allAreas is the value of --toolsets for every area.
const allAreas = "all"

// selectAreas returns the areas that --toolsets names; without it, those that are not optional.
func (s *settings) selectAreas(all []Area) ([]Area, error) {
	for _, name := range s.toolsets {
		if name != allAreas && !slices.Contains(areaNames(all), name) {
			return nil, fmt.Errorf("--toolsets: there is no toolset %q; there are %s, and all for every one", name, strings.Join(areaNames(all), ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(area Area) bool { return !s.serves(area) }), nil
}

// serves reports whether the tools of an area are served.
func (s *settings) serves(area Area) bool {
	if len(s.toolsets) == 0 {
		return !area.Optional
	}
	return slices.Contains(s.toolsets, area.Name) || !area.Choice && slices.Contains(s.toolsets, allAreas)
}

func areaNames(areas []Area) []string {
	var names []string
	for _, area := range areas {
		names = append(names, area.Name)
	}
	return names
}

// servedByDefault lists the areas that are served without --toolsets.
func servedByDefault(areas []Area) string {
	served, _ := (&settings{}).selectAreas(areas)
	if !slices.ContainsFunc(areas, func(area Area) bool { return area.Optional && !area.Choice }) {
		return allAreas
	}
	return strings.Join(areaNames(served), ", ")
}

// build builds toolsets, several at once: the schemas of many tools take milliseconds, for which a host waits.
func build(areas []Area, source pagerduty.ClientSource) []mcptools.Toolset {
	toolsets := make([]mcptools.Toolset, len(areas))
	var building sync.WaitGroup
	for i, area := range areas {
		building.Go(func() { toolsets[i] = area.Toolset(source) })
	}
	building.Wait()
	return toolsets
}

// selectTools returns the tools of toolsets to offer; all are the server's areas.
func (s *settings) selectTools(toolsets []mcptools.Toolset, all []Area) ([]mcptools.Tool, error) {
	tools := each(toolsets)
	owners := s.ownersOfOthers(tools, all)
	if i := slices.IndexFunc(s.tools, func(name string) bool { return owners[name] != "" }); i >= 0 {
		return nil, s.notServed(s.tools[i], owners, all)
	}
	except := slices.DeleteFunc(slices.Clone(s.excludeTools), func(name string) bool { return owners[name] != "" }) // not offered anyway
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

// each returns the tools of toolsets, each once: a choice has those of other areas.
func each(toolsets []mcptools.Toolset) []mcptools.Tool {
	seen := map[string]bool{}
	var tools []mcptools.Tool
	for _, toolset := range toolsets {
		for _, tool := range toolset.Tools {
			if !seen[tool.Name] {
				tools = append(tools, tool)
			}
			seen[tool.Name] = true
		}
	}
	return tools
}

// ownersOfOthers maps the tools of areas that are not served to their areas. It builds those areas only if a setting names a tool
// that is not served.
func (s *settings) ownersOfOthers(served []mcptools.Tool, all []Area) map[string]string {
	isServed := func(name string) bool {
		return slices.ContainsFunc(served, func(tool mcptools.Tool) bool { return tool.Name == name })
	}
	owners := map[string]string{}
	if !slices.ContainsFunc(slices.Concat(s.tools, s.excludeTools), func(name string) bool { return !isServed(name) }) {
		return owners
	}
	others := slices.DeleteFunc(slices.Clone(all), func(area Area) bool { return area.Choice || s.serves(area) })
	for _, toolset := range build(others, nil) {
		for _, tool := range toolset.Tools {
			owners[tool.Name] = toolset.Name
		}
	}
	return owners
}

// notServed is the error for a tool of an area that is not served. It names the setting that serves all tools of --tools.
func (s *settings) notServed(tool string, owners map[string]string, all []Area) error {
	var needed []string
	for _, area := range all {
		wanted := func(name string) bool { return owners[name] == area.Name }
		if s.serves(area) || slices.ContainsFunc(s.tools, wanted) {
			needed = append(needed, area.Name)
		}
	}
	return fmt.Errorf("--tools: %s is a tool of %s, which is not served; --toolsets %s serves it", tool, owners[tool], strings.Join(needed, ","))
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

// leftOut knows why tools of the program are not offered. It builds areas only when it is asked, and once: over a network, many may ask.
type leftOut struct{ tools func() map[string]leftOutTool }

type leftOutTool struct {
	reason   string
	readOnly bool // the tool writes, and the server does not
}

// reason returns why a tool is not offered; "" for other names.
func (l *leftOut) reason(name string) string { return l.tools()[name].reason }

func (l *leftOut) isKnown(name string) bool { return l.tools()[name].reason != "" }

func (l *leftOut) isReadOnly(name string) bool { return l.tools()[name].readOnly }

func (s *settings) leftOut(all []Area) *leftOut {
	servedFirst := slices.SortedStableFunc(slices.Values(all), func(a, b Area) int { // a choice has tools of areas that are not served
		switch {
		case s.serves(a) == s.serves(b):
			return 0
		case s.serves(a):
			return -1
		}
		return 1
	})
	return &leftOut{sync.OnceValue(func() map[string]leftOutTool {
		tools := map[string]leftOutTool{}
		for _, area := range servedFirst {
			for _, tool := range area.Toolset(nil).Tools {
				if _, seen := tools[tool.Name]; !seen {
					tools[tool.Name] = leftOutTool{s.whyLeftOut(tool, area), s.serves(area) && s.keepsReadOnly(tool)}
				}
			}
		}
		return tools
	})}
}

// keepsReadOnly reports whether a tool is not offered because it writes.
func (s *settings) keepsReadOnly(tool mcptools.Tool) bool {
	return tool.Effect != mcptools.EffectRead && !s.writes
}

// whyLeftOut explains why a tool of an area is not offered.
func (s *settings) whyLeftOut(tool mcptools.Tool, area Area) string {
	switch {
	case !s.serves(area):
		return fmt.Sprintf("%s is a tool of %s, which is not served here. The operator adds it with --toolsets.", tool.Name, area.Name)
	case s.keepsReadOnly(tool):
		return tool.Name + " changes PagerDuty, and this server is read-only. The operator enables writes with --enable-write-tools."
	}
	return tool.Name + " is left out here. The operator chooses the tools with --tools and --exclude-tools."
}
