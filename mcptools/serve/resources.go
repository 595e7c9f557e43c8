package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// checkResources returns an error for a resource that cannot be served.
func (s *Server) checkResources() error {
	for _, resource := range s.resources {
		if err := resource.Check(); err != nil {
			return fmt.Errorf("serve: %w", err)
		}
		for _, name := range resource.Needs {
			if tool := s.toolNamed(name); tool != nil && tool.Effect != mcptools.EffectRead {
				return fmt.Errorf("serve: the resource %s needs the tool %s, which changes things; reading a resource must not", resource.URI, name)
			}
		}
	}
	return nil
}

func parseTemplate(uri string) (*mcp.URITemplate, error) {
	raw, _ := json.Marshal(uri) // never fails
	template := new(mcp.URITemplate)
	return template, template.UnmarshalJSON(raw)
}

func (s *Server) toolNamed(name string) *mcptools.Tool {
	i := slices.IndexFunc(s.originals, func(tool mcptools.Tool) bool { return tool.Name == name })
	if i < 0 {
		return nil
	}
	return &s.originals[i]
}

// resources returns the resources whose tools are all served, one for each address.
func (s *requestSession) resources() []mcptools.Resource {
	var offered []mcptools.Resource
	for _, resource := range s.server.resources {
		known := slices.ContainsFunc(offered, func(other mcptools.Resource) bool { return other.URI == resource.URI })
		if !known && s.hasTools(resource.Needs) {
			offered = append(offered, resource)
		}
	}
	return offered
}

// GetSessionResources returns the resources without variables for resources/list. For resources/read it returns the requested one, whether
// it exists or not: mcp-go's own search among templates takes any that fits.
func (s *requestSession) GetSessionResources() map[string]server.ServerResource {
	if s.uri != "" {
		return map[string]server.ServerResource{s.uri: {Handler: readResource}}
	}
	listed := map[string]server.ServerResource{}
	for _, resource := range s.resources() {
		if len(resource.Variables()) == 0 {
			listed[resource.URI] = server.ServerResource{Resource: mcp.Resource{
				URI: resource.URI, Name: resource.Name, Title: resource.Title, Description: resource.Description, MIMEType: resource.MIMEType,
			}}
		}
	}
	return listed
}

// SetSessionResources does nothing: the resources of a server never change.
func (s *requestSession) SetSessionResources(map[string]server.ServerResource) {}

// GetSessionResourceTemplates returns the resources with variables for resources/templates/list. No handler is needed: see
// GetSessionResources.
func (s *requestSession) GetSessionResourceTemplates() map[string]server.ServerResourceTemplate {
	listed := map[string]server.ServerResourceTemplate{}
	for _, resource := range s.resources() {
		if len(resource.Variables()) == 0 {
			continue
		}
		template, err := parseTemplate(resource.URI)
		if err != nil {
			continue // Check accepts no such address
		}
		listed[resource.URI] = server.ServerResourceTemplate{Template: mcp.ResourceTemplate{
			URITemplate: template, Name: resource.Name, Title: resource.Title, Description: resource.Description, MIMEType: resource.MIMEType,
		}}
	}
	return listed
}

// SetSessionResourceTemplates does nothing: the resources of a server never change.
func (s *requestSession) SetSessionResourceTemplates(map[string]server.ServerResourceTemplate) {}

// readResource is mcp-go's handler of all resources.
func readResource(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
	return answerFor(ctx, func(ctx context.Context, session *requestSession) ([]mcp.ResourceContents, error) {
		resource, variables, ok := mcptools.FindResource(session.resources(), request.Params.URI)
		if !ok {
			return nil, mcptools.ErrNoResource
		}
		var tools []mcptools.Tool
		for _, name := range resource.Needs {
			tools = append(tools, *session.server.toolNamed(name))
		}
		text, err := resource.Read(ctx, tools, variables)
		if err != nil {
			return nil, err
		}
		return []mcp.ResourceContents{mcp.TextResourceContents{URI: request.Params.URI, MIMEType: resource.MIMEType, Text: text}}, nil
	})
}
