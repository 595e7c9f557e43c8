package scriptedmodel

func (r *bedrockRequest) whole(reply Reply) any {
	content, stopReason := []any{}, "end_turn"
	if reply.Text != "" {
		content = append(content, map[string]any{"text": reply.Text})
	}
	for _, call := range reply.Calls {
		stopReason = "tool_use"
		content = append(content, map[string]any{"toolUse": map[string]any{"toolUseId": call.ID, "name": call.Name, "input": call.Arguments}})
	}
	return map[string]any{
		"output":     map[string]any{"message": map[string]any{"role": "assistant", "content": content}},
		"stopReason": stopReason,
		"usage":      map[string]any{"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
		"metrics":    map[string]any{"latencyMs": 1},
	}
}
