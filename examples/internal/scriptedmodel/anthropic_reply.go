package scriptedmodel

import "encoding/json"

func (r *anthropicRequest) streams() bool { return r.Stream }

func (r *anthropicRequest) message(content []any, stopReason any) map[string]any {
	return map[string]any{"id": "msg_scripted", "type": "message", "role": "assistant", "model": r.Model, "content": content,
		"stop_reason": stopReason, "stop_sequence": nil, "usage": map[string]any{"input_tokens": 1, "output_tokens": 1}}
}

func anthropicStop(reply Reply) string {
	if len(reply.Calls) > 0 {
		return "tool_use"
	}
	return "end_turn"
}

func textBlock(text string) map[string]any { return map[string]any{"type": "text", "text": text} }

func toolUse(call Call, input json.RawMessage) map[string]any {
	return map[string]any{"type": "tool_use", "id": call.ID, "name": call.Name, "input": input}
}

func (r *anthropicRequest) whole(reply Reply) any {
	content := []any{}
	if reply.Text != "" {
		content = append(content, textBlock(reply.Text))
	}
	for _, call := range reply.Calls {
		content = append(content, toolUse(call, call.Arguments))
	}
	return r.message(content, anthropicStop(reply))
}

func (r *anthropicRequest) stream(s *stream, reply Reply) {
	send := func(kind string, data map[string]any) {
		data["type"] = kind
		s.send(kind, data)
	}
	index := 0
	block := func(start map[string]any, sendDeltas func(send func(delta map[string]any))) {
		send("content_block_start", map[string]any{"index": index, "content_block": start})
		sendDeltas(func(delta map[string]any) {
			send("content_block_delta", map[string]any{"index": index, "delta": delta})
		})
		send("content_block_stop", map[string]any{"index": index})
		index++
	}
	send("message_start", map[string]any{"message": r.message([]any{}, nil)})
	send("ping", map[string]any{})
	if reply.Text != "" {
		block(textBlock(""), func(send func(map[string]any)) {
			s.sendText(reply.Text, reply.Pause, func(chunk string) { send(map[string]any{"type": "text_delta", "text": chunk}) })
		})
	}
	for _, call := range reply.Calls {
		block(toolUse(call, json.RawMessage("{}")), func(send func(map[string]any)) {
			send(map[string]any{"type": "input_json_delta", "partial_json": ""})
			s.sendText(string(call.Arguments), 0, func(chunk string) { send(map[string]any{"type": "input_json_delta", "partial_json": chunk}) })
		})
	}
	send("message_delta", map[string]any{"delta": map[string]any{"stop_reason": anthropicStop(reply), "stop_sequence": nil},
		"usage": map[string]any{"output_tokens": 1}})
	send("message_stop", map[string]any{})
}
