package mcptools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

func ExampleResource() {
	type orderInput struct {
		ID string `json:"id"`
	}
	getOrder := mcptools.Read("get_order", "Returns an order.", func(_ context.Context, in orderInput) (map[string]string, error) {
		return map[string]string{"id": in.ID, "status": "shipped"}, nil
	})
	order := mcptools.Resource{
		URI: "shop://orders/{id}", Name: "order", Title: "Order", MIMEType: "application/json",
		Needs: []string{"get_order"},
		Read: func(ctx context.Context, tools []mcptools.Tool, variables map[string]string) (string, error) {
			arguments, err := json.Marshal(orderInput{ID: variables["id"]})
			if err != nil {
				return "", err
			}
			result := mcptools.CallNamed(ctx, tools, "get_order", arguments)
			return result.Text, result.Err
		},
	}
	found, variables, ok := mcptools.FindResource([]mcptools.Resource{order}, "shop://orders/A-17")
	fmt.Println(found.Name, variables, ok)
	text, _ := found.Read(context.Background(), []mcptools.Tool{getOrder}, variables)
	fmt.Println(text)
	// Output:
	// order map[id:A-17] true
	// {"id":"A-17","status":"shipped"}
}

func noContent(context.Context, []mcptools.Tool, map[string]string) (string, error) { return "", nil }

func TestFindResource(t *testing.T) {
	t.Parallel()
	var resources []mcptools.Resource
	for _, uri := range []string{"shop://orders/{id}", "shop://orders/{id}.json", "shop://orders", "shop://orders/open", "shop://{shop}/orders/v{id}"} {
		resources = append(resources, mcptools.Resource{URI: uri, Name: uri, Read: noContent})
		if err := resources[len(resources)-1].Check(); err != nil {
			t.Error(err)
		}
	}
	for _, test := range []struct {
		uri, found string
		variables  map[string]string
	}{
		{"shop://orders", "shop://orders", map[string]string{}},
		{"shop://orders/open", "shop://orders/open", map[string]string{}},
		{"shop://orders/17", "shop://orders/{id}", map[string]string{"id": "17"}},
		{"shop://orders/17.json", "shop://orders/{id}.json", map[string]string{"id": "17"}},
		{"shop://orders/.json", "shop://orders/{id}", map[string]string{"id": ".json"}},
		{"shop://orders/a%2Fb%20c", "shop://orders/{id}", map[string]string{"id": "a/b c"}},
		{"shop://orders/a b 100%", "shop://orders/{id}", map[string]string{"id": "a b 100%"}},
		{"shop://oslo/orders/v3", "shop://{shop}/orders/v{id}", map[string]string{"shop": "oslo", "id": "3"}},
		{"shop://orders/", "", nil},
		{"shop://orders/17/", "", nil},
		{"shop://orders/a/b", "", nil},
		{"shop://oslo/orders/3", "", nil},
		{"shop:/orders/17", "", nil},
		{"", "", nil},
	} {
		found, variables, ok := mcptools.FindResource(resources, test.uri)
		if ok != (test.found != "") || found.URI != test.found || !maps.Equal(variables, test.variables) {
			t.Errorf("%s: got %q %v, want %q %v", test.uri, found.URI, variables, test.found, test.variables)
		}
	}
}

func TestResourceCheck(t *testing.T) {
	t.Parallel()
	complete := map[string]mcptools.CompleteFunc{"name": nil}
	for says, resource := range map[string]mcptools.Resource{
		"at most one":        {URI: "shop://{a}{b}", Name: "x", Read: noContent},
		"not understood":     {URI: "shop://{a", Name: "x", Read: noContent},
		"write variables":    {URI: "shop://{}", Name: "x", Read: noContent},
		"twice":              {URI: "shop://{a}/{a}", Name: "x", Read: noContent},
		`no variable "name"`: {URI: "shop://{a}", Name: "x", Read: noContent, Complete: complete},
		"percent-encoded":    {URI: "shop://a b", Name: "x", Read: noContent},
		"needs a scheme":     {URI: "orders", Name: "x", Read: noContent},
		"needs a name":       {URI: "shop://orders", Read: noContent},
		"needs a function":   {URI: "shop://orders", Name: "x"},
	} {
		if err := resource.Check(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %q", resource.URI, err, says)
		}
	}
}
