package command

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// Headers with which a caller leaves out tools that the operator offers. They never add any.
const (
	toolsetsHeader = "X-MCP-Toolsets"
	toolsHeader    = "X-MCP-Tools"
	readOnlyHeader = "X-MCP-Readonly"
)

// offer is what the operator offers over HTTP.
type offer struct {
	tools    []mcptools.Tool
	toolsets []mcptools.Toolset
	several  bool                       // the program has several areas
	areas    map[string]map[string]bool // names of the tools of each served area
	leftOut  func(tool string) string
}

func newOffer(server Server, toolsets []mcptools.Toolset, tools []mcptools.Tool, leftOut func(string) string) *offer {
	o := &offer{tools: tools, toolsets: toolsets, several: len(server.Areas) > 1, areas: map[string]map[string]bool{}, leftOut: leftOut}
	for _, toolset := range toolsets {
		names := map[string]bool{}
		for _, tool := range toolset.Tools {
			names[tool.Name] = true
		}
		o.areas[toolset.Name] = names
	}
	return o
}

// endpoints returns the paths of the protocol: one for all tools and, if the program has several areas, one for each that is served.
func (o *offer) endpoints() []string {
	paths := []string{"/mcp"}
	if o.several {
		for _, area := range slices.Sorted(maps.Keys(o.areas)) {
			paths = append(paths, "/"+area+"/mcp")
		}
	}
	return paths
}

// narrowing is what a request leaves of the offer. A nil set leaves everything.
type narrowing struct {
	area, areas, tools map[string]bool
	readOnly           bool
}

type narrowingKey struct{}

// narrow puts what a request wants into its context.
func (o *offer) narrow(ctx context.Context, r *http.Request) (context.Context, error) {
	n := narrowing{area: o.areas[areaIn(r.URL.Path)]}
	for _, read := range []func(http.Header) error{
		func(header http.Header) (err error) { n.areas, err = o.readToolsets(header); return err },
		func(header http.Header) (err error) { n.tools, err = o.readTools(header); return err },
		func(header http.Header) (err error) { n.readOnly, err = readReadOnly(header); return err },
	} {
		if err := read(r.Header); err != nil {
			return nil, &serve.HTTPError{Status: http.StatusBadRequest, Message: err.Error()}
		}
	}
	return context.WithValue(ctx, narrowingKey{}, n), nil
}

// instructions returns those of the areas of which the request of a context left something; "" if it left everything.
func (o *offer) instructions(ctx context.Context, settings *settings) string {
	left := offered(ctx)
	if left == nil {
		return ""
	}
	tools := slices.DeleteFunc(slices.Clone(o.tools), func(tool mcptools.Tool) bool { return !left(tool) })
	toolsets := slices.DeleteFunc(slices.Clone(o.toolsets), func(toolset mcptools.Toolset) bool {
		return !slices.ContainsFunc(tools, func(tool mcptools.Tool) bool { return o.areas[toolset.Name][tool.Name] })
	})
	return instructions(mcptools.Join(toolsets...), tools, settings)
}

// offered returns which tools the request of a context left; nil for all.
func offered(ctx context.Context) func(mcptools.Tool) bool {
	n, _ := ctx.Value(narrowingKey{}).(narrowing)
	if n.area == nil && n.areas == nil && n.tools == nil && !n.readOnly {
		return nil
	}
	return func(tool mcptools.Tool) bool {
		for _, set := range []map[string]bool{n.area, n.areas, n.tools} {
			if set != nil && !set[tool.Name] {
				return false
			}
		}
		return !n.readOnly || tool.Effect == mcptools.EffectRead
	}
}

// names reads a header with a list of names; nil if it is absent or blank, as hosts send a field that was left blank.
func names(header http.Header, key string) (names []string) {
	for name := range strings.SplitSeq(strings.Join(header.Values(key), ","), ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func (o *offer) readToolsets(header http.Header) (map[string]bool, error) {
	wanted := names(header, toolsetsHeader)
	if wanted == nil {
		return nil, nil
	}
	left := map[string]bool{}
	for _, name := range wanted {
		if o.areas[name] == nil && name != allAreas {
			return nil, fmt.Errorf("header %s: there is no toolset %q here; there are %s, and all for every one",
				toolsetsHeader, mcptools.Clean(name, 80), strings.Join(slices.Sorted(maps.Keys(o.areas)), ", "))
		}
		maps.Copy(left, o.areas[name])
	}
	if slices.Contains(wanted, allAreas) {
		return nil, nil
	}
	return left, nil
}

func (o *offer) readTools(header http.Header) (map[string]bool, error) {
	wanted := names(header, toolsHeader)
	if wanted == nil {
		return nil, nil
	}
	left := map[string]bool{}
	for _, name := range wanted {
		if why := o.leftOutTool(name); why != "" {
			return nil, fmt.Errorf("header %s: %s", toolsHeader, why)
		}
		if _, err := mcptools.Select(o.tools, mcptools.Selection{Writes: true, Only: []string{name}}); err != nil {
			return nil, fmt.Errorf("header %s: %w", toolsHeader, err)
		}
		left[name] = true
	}
	return left, nil
}

// leftOutTool returns why a tool is not offered; "" if it is, or if there is no such tool.
func (o *offer) leftOutTool(name string) string {
	if slices.ContainsFunc(o.tools, func(tool mcptools.Tool) bool { return tool.Name == name }) {
		return ""
	}
	return o.leftOut(name)
}

func readReadOnly(header http.Header) (bool, error) {
	text := strings.TrimSpace(strings.Join(header.Values(readOnlyHeader), ","))
	if text == "" {
		return false, nil
	}
	readOnly, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("header %s must be true or false", readOnlyHeader)
	}
	return readOnly, nil
}

// areaIn returns the area in a path such as /people/mcp; "" for /mcp.
func areaIn(path string) string {
	area, found := strings.CutSuffix(strings.TrimSuffix(path, "/"), "/mcp")
	if !found {
		return ""
	}
	return strings.TrimPrefix(area, "/")
}
