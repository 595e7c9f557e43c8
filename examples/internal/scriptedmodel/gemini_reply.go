package scriptedmodel

func (r *geminiRequest) whole(reply Reply) any {
	parts := []any{}
	if reply.Text != "" {
		parts = append(parts, map[string]any{"text": reply.Text})
	}
	for i, call := range reply.Calls {
		part := map[string]any{"functionCall": map[string]any{"id": call.ID, "name": call.Name, "args": call.Arguments}}
		if i == 0 {
			part["thoughtSignature"] = signature
		}
		parts = append(parts, part)
	}
	return map[string]any{
		"candidates":    []any{map[string]any{"index": 0, "finishReason": "STOP", "content": map[string]any{"role": "model", "parts": parts}}},
		"usageMetadata": map[string]any{"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
		"modelVersion":  "gemini-scripted", "responseId": "scripted",
	}
}
