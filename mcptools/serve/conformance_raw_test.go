package serve

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

const (
	pixel   = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
	silence = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="
)

// schemas are the input schemas of raw tools that have arguments.
var schemas = map[string]string{
	"test_header": `{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}}`,
	"json_schema_2020_12_tool": `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",` +
		`"$defs":{"address":{"$anchor":"addressDef","type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},` +
		`"properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},"contactMethod":{"type":"string","enum":["phone","email"]},` +
		`"phone":{"type":"string"},"email":{"type":"string"}},"allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],` +
		`"if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},"then":{"required":["phone"]},` +
		`"else":{"required":["email"]},"additionalProperties":false}`,
}

// addRaw adds the tools, prompts and resources that mcptools cannot express.
func addRaw(s *Server, revision string) {
	for name, call := range rawTools {
		schema := `{"type":"object","properties":{}}`
		if own, ok := schemas[name]; ok {
			schema = own
		}
		s.tools[name] = server.ServerTool{
			Tool: mcp.Tool{Name: name, Description: "Is for tests.", RawInputSchema: json.RawMessage(schema)},
			Handler: func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				return call(ctx, server.ClientSessionFromContext(ctx).(*requestSession)), nil
			},
		}
	}
	s.registered.Do(s.register) // later, it would replace these
	for name, render := range rawPrompts {
		s.mcp.AddPrompt(mcp.Prompt{Name: name}, func(ctx context.Context, _ mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			return render(server.ClientSessionFromContext(ctx).(*requestSession)), nil
		})
	}
	server.WithResourceHandlerMiddleware(readBinary)(s.mcp)
	if !mcp.IsModernProtocol(revision) {
		server.WithResourceCapabilities(true, false)(s.mcp) // later revisions subscribe to resources in another way
	}
}

func readBinary(next server.ResourceHandlerFunc) server.ResourceHandlerFunc {
	return func(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
		if request.Params.URI == "test://static-binary" {
			return []mcp.ResourceContents{mcp.BlobResourceContents{URI: request.Params.URI, MIMEType: "image/png", Blob: pixel}}, nil
		}
		return next(ctx, request)
	}
}

func content(parts ...mcp.Content) *mcp.CallToolResult { return &mcp.CallToolResult{Content: parts} }

var (
	done     = content(mcp.NewTextContent("done"))
	image    = mcp.NewImageContent(pixel, "image/png")
	embedded = mcp.NewEmbeddedResource(mcp.TextResourceContents{URI: "test://embedded-resource", MIMEType: "text/plain", Text: "Embedded."})
)

var rawTools = map[string]func(context.Context, *requestSession) *mcp.CallToolResult{
	"test_image_content": func(context.Context, *requestSession) *mcp.CallToolResult { return content(image) },
	"test_audio_content": func(context.Context, *requestSession) *mcp.CallToolResult {
		return content(mcp.NewAudioContent(silence, "audio/wav"))
	},
	"test_embedded_resource":   func(context.Context, *requestSession) *mcp.CallToolResult { return content(embedded) },
	"test_header":              func(context.Context, *requestSession) *mcp.CallToolResult { return done },
	"test_reconnection":        func(context.Context, *requestSession) *mcp.CallToolResult { return done },
	"json_schema_2020_12_tool": func(context.Context, *requestSession) *mcp.CallToolResult { return done },
	"test_multiple_content_types": func(context.Context, *requestSession) *mcp.CallToolResult {
		return content(mcp.NewTextContent("Several contents:"), image, embedded)
	},
	"test_logging_tool": func(ctx context.Context, s *requestSession) *mcp.CallToolResult {
		if s.params.meta()[mcp.MetaKeyLogLevel] != nil {
			_ = s.server.mcp.SendNotificationToClient(ctx, "notifications/message", map[string]any{"level": "info", "data": "logged"})
		}
		return done
	},
	"test_missing_capability": func(_ context.Context, s *requestSession) *mcp.CallToolResult {
		if !declares(s, "sampling") {
			s.failure = &mcp.JSONRPCErrorDetails{
				Code: mcp.MISSING_REQUIRED_CLIENT_CAPABILITY, Message: "sampling is required",
				Data: map[string]any{"requiredCapabilities": mcp.ClientCapabilities{Sampling: &mcp.SamplingCapability{}}},
			}
		}
		return done
	},
	"test_input_required_result_elicitation": func(_ context.Context, s *requestSession) *mcp.CallToolResult {
		return unlessAnswered(s, "user_name", server.NewInputRequestBuilder("").Elicit("user_name", form))
	},
	"test_input_required_result_sampling": func(_ context.Context, s *requestSession) *mcp.CallToolResult {
		return unlessAnswered(s, "sample", server.NewInputRequestBuilder("").Sample("sample", sample))
	},
	"test_input_required_result_list_roots": func(_ context.Context, s *requestSession) *mcp.CallToolResult {
		return unlessAnswered(s, "roots", server.NewInputRequestBuilder("").Roots("roots"))
	},
	"test_input_required_result_multiple_inputs": func(_ context.Context, s *requestSession) *mcp.CallToolResult {
		several := server.NewInputRequestBuilder("state").Elicit("user_name", form).Sample("greeting", sample).Roots("client_roots")
		return unlessAnswered(s, "client_roots", several)
	},
	"test_input_required_result_capabilities": func(_ context.Context, s *requestSession) *mcp.CallToolResult {
		declared := server.NewInputRequestBuilder("state")
		if declares(s, "elicitation") {
			declared.Elicit("elicitation", form)
		}
		if declares(s, "sampling") {
			declared.Sample("sampling", sample)
		}
		return unlessAnswered(s, "sampling", declared)
	},
}

var rawPrompts = map[string]func(*requestSession) *mcp.GetPromptResult{
	"test_prompt_with_image":             func(*requestSession) *mcp.GetPromptResult { return promptWith(image) },
	"test_prompt_with_embedded_resource": func(*requestSession) *mcp.GetPromptResult { return promptWith(embedded) },
	"test_input_required_result_prompt": func(s *requestSession) *mcp.GetPromptResult {
		if answered(s, "user_context") {
			return promptWith(mcp.NewTextContent("A prompt with context."))
		}
		return server.NewInputRequestBuilder("").Elicit("user_context", form).PromptResult()
	},
}

func promptWith(content mcp.Content) *mcp.GetPromptResult {
	return mcp.NewGetPromptResult("", []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, content)})
}

var (
	form = mcp.ElicitationParams{
		Message:         "What is your name?",
		RequestedSchema: json.RawMessage(`{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}`),
	}
	sample = mcp.CreateMessageParams{
		Messages:  []mcp.SamplingMessage{{Role: mcp.RoleUser, Content: mcp.NewTextContent("What is the capital of France?")}},
		MaxTokens: 100,
	}
)

// unlessAnswered returns the requests for input as long as one of them is not answered.
func unlessAnswered(s *requestSession, key string, requests *server.InputRequestBuilder) *mcp.CallToolResult {
	if answered(s, key) {
		return done
	}
	return requests.ToolResult()
}

// answered reports whether the client sent an answer. The params are read as they came: mcp-go gets only answers to questions of mcptools.
func answered(s *requestSession, key string) bool {
	var answers map[string]json.RawMessage
	_ = json.Unmarshal(s.params.InputResponses, &answers)
	return strings.HasPrefix(string(answers[key]), "{")
}

func declares(s *requestSession, capability string) bool {
	var declared map[string]json.RawMessage
	_ = json.Unmarshal(s.params.meta()[mcp.MetaKeyClientCapabilities], &declared)
	return declared[capability] != nil
}
