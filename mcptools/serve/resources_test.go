package serve_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

func readNothing(context.Context, []mcptools.Tool, map[string]string) (string, error) { return "", nil }

// testResources have their content from the tool echo.
func testResources() []mcptools.Resource {
	read := func(ctx context.Context, tools []mcptools.Tool, variables map[string]string) (string, error) {
		switch variables["text"] {
		case "gone":
			return "", fmt.Errorf("%w: nothing is called gone", mcptools.ErrNoResource)
		case "fail":
			return "", errors.New("the shop is closed")
		case "panic":
			panic("secret")
		}
		if len(tools) != 1 {
			return "", fmt.Errorf("got %d tools", len(tools))
		}
		arguments, err := json.Marshal(variables)
		if err != nil {
			return "", err
		}
		result := mcptools.CallNamed(ctx, tools, "echo", arguments)
		return result.Text, result.Err
	}
	echo := []string{"echo"}
	return []mcptools.Resource{
		{URI: "test://echo/{text}", Name: "echo", Title: "Echo", MIMEType: "text/markdown", Needs: echo, Read: read, Complete: map[string]mcptools.CompleteFunc{"text": many}},
		{URI: "test://echo/{text}.json", Name: "echo.json", MIMEType: "application/json", Needs: echo, Read: read},
		{URI: "test://silence", Name: "silence", Needs: echo, Read: read},
		{URI: "test://silence", Name: "second", Needs: echo, Read: readNothing},
		{URI: "test://absent", Name: "absent", Needs: []string{"echo", "missing"}, Read: readNothing},
		{URI: "test://absent/{text}", Name: "absent", Needs: []string{"missing"}, Read: readNothing},
	}
}

func TestResources(t *testing.T) {
	t.Parallel()
	inBothEras(t, func(t *testing.T, open func(transport.Interface) *client.Client) {
		c := open(serveOverPipes(t, newServer(t, testTools(), serve.WithResources(testResources()...))))
		if capabilities := c.GetServerCapabilities(); capabilities.Resources == nil || capabilities.Completions == nil || capabilities.Prompts != nil {
			t.Errorf("announced %+v", capabilities)
		}
		list, err := c.ListResources(t.Context(), mcp.ListResourcesRequest{})
		if err != nil || len(list.Resources) != 1 || list.Resources[0].URI != "test://silence" || list.Resources[0].Name != "silence" {
			t.Errorf("got %+v, %v", list, err)
		}
		templates, err := c.ListResourceTemplates(t.Context(), mcp.ListResourceTemplatesRequest{})
		if err != nil || len(templates.ResourceTemplates) != 2 || templates.ResourceTemplates[0].URITemplate.Raw() != "test://echo/{text}" ||
			templates.ResourceTemplates[0].Title != "Echo" || templates.ResourceTemplates[1].MIMEType != "application/json" {
			t.Errorf("got %+v, %v", templates, err)
		}
		for uri, want := range map[string]mcp.TextResourceContents{
			"test://echo/a%20b":    {MIMEType: "text/markdown", Text: `{"text":"a b"}`},
			"test://echo/a.b.json": {MIMEType: "application/json", Text: `{"text":"a.b"}`},
			"test://silence":       {Text: `{"text":""}`},
		} {
			want.URI = uri
			var request mcp.ReadResourceRequest
			request.Params.URI = uri
			result, err := c.ReadResource(t.Context(), request)
			if err != nil || len(result.Contents) != 1 || result.Contents[0].(mcp.TextResourceContents).Text != want.Text ||
				result.Contents[0].(mcp.TextResourceContents).MIMEType != want.MIMEType || result.Contents[0].(mcp.TextResourceContents).URI != uri {
				t.Errorf("%s: got %+v, %v", uri, result, err)
			}
		}
	})
}

// A resource that does not exist has the code of the client's revision, and the address as data.
func TestUnknownResource(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools(), serve.WithResources(testResources()...)))
	bare := connect(t, newServer(t, testTools()))
	for _, test := range []struct {
		peer *peer
		uri  string
		says string
		code int // for a client of the handshake era, in which an unknown resource has a code of its own
	}{
		{p, "test://nothing", "no such resource", mcp.RESOURCE_NOT_FOUND},
		{p, "test://absent", "no such resource", mcp.RESOURCE_NOT_FOUND},
		{p, "test://echo/", "no such resource", mcp.RESOURCE_NOT_FOUND},
		{p, "test://echo/gone", "nothing is called gone", mcp.RESOURCE_NOT_FOUND},
		{p, "test://echo/fail", "the shop is closed", mcp.INTERNAL_ERROR},
		{p, "test://echo/panic", "internal error", mcp.INTERNAL_ERROR},
		{bare, "test://nothing", "no such resource", mcp.RESOURCE_NOT_FOUND},
		{bare, "", "not found", mcp.RESOURCE_NOT_FOUND},
	} {
		for _, meta := range []string{"", "," + statelessMeta} {
			code := test.code
			if meta != "" && code == mcp.RESOURCE_NOT_FOUND {
				code = mcp.INVALID_PARAMS
			}
			test.peer.Request("1", "resources/read", fmt.Sprintf(`{"uri":%q%s}`, test.uri, meta))
			got := test.peer.Expect("1")
			if got.Error == nil || got.Error.Code != code || !strings.Contains(got.Error.Message, test.says) || strings.Contains(got.String(), "secret") {
				t.Errorf("%s %s: got %s, want %d and %q", test.uri, meta, got, code, test.says)
			}
			if data := fmt.Sprintf(`"data":{"uri":%q}`, test.uri); test.code == mcp.RESOURCE_NOT_FOUND && test.uri != "" && !strings.Contains(got.String(), data) {
				t.Errorf("%s: got %s, want %s", test.uri, got, data)
			}
		}
	}
}

// Lists may be cached, and contents may not: they are read from what changes.
func TestCacheHints(t *testing.T) {
	t.Parallel()
	p := connect(t, newServer(t, testTools(), serve.WithResources(testResources()...), serve.WithPrompts(testPrompts()...)))
	for method, want := range map[string]string{
		"prompts/list": `"ttlMs":300000`, "resources/list": `"ttlMs":300000`, "resources/templates/list": `"ttlMs":300000`, "resources/read": `"ttlMs":0`,
	} {
		p.Request("1", method, `{"uri":"test://echo/a",`+statelessMeta+`}`)
		if got := string(p.Expect("1").Result); !strings.Contains(got, want) || !strings.Contains(got, `"cacheScope":"private"`) || !strings.Contains(got, `"resultType":"complete"`) {
			t.Errorf("%s: got %s", method, got)
		}
	}
}

// Over HTTP a caller has the prompts and resources of the tools that this caller may call.
func TestPromptsAndResourcesOverHTTP(t *testing.T) {
	t.Parallel()
	server := newServer(t, testTools(), serve.WithPrompts(testPrompts()...), serve.WithResources(testResources()...))
	for name, offers := range map[string]bool{"all": true, "without echo": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := listen(t, server.Handler(serve.WithOffered(func(context.Context) func(mcptools.Tool) bool {
				return func(tool mcptools.Tool) bool { return offers || tool.Name != "echo" }
			})))
			inBothEras(t, func(t *testing.T, open func(transport.Interface) *client.Client) {
				c := open(overHTTP(t, address))
				if announced := c.GetServerCapabilities().Resources != nil; announced != offers {
					t.Errorf("announced resources: %t", announced)
				}
				if text, err := getPrompt(c, t, "greet", map[string]string{"whom": "Ada"}); (err == nil && text == "Greet map[whom:Ada]") != offers {
					t.Errorf("got %q, %v", text, err)
				}
				var request mcp.ReadResourceRequest
				request.Params.URI = "test://echo/a"
				if result, err := c.ReadResource(t.Context(), request); (err == nil && len(result.Contents) == 1) != offers {
					t.Errorf("got %+v, %v", result, err)
				}
			})
		})
	}
}
