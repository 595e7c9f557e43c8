package scriptedmodel

import "encoding/json"

// anthropicTurn writes a reply as Anthropic does.
type anthropicTurn struct {
	reply Reply
	model string
	spent int
}

func (t anthropicTurn) message(content []any, stopReason any, written int) map[string]any {
	return map[string]any{"id": "msg_scripted", "type": "message", "role": "assistant", "model": t.model, "content": content,
		"stop_reason": stopReason, "stop_sequence": nil, "usage": map[string]any{"input_tokens": t.spent, "output_tokens": written}}
}

func (t anthropicTurn) stopReason() string {
	if len(t.reply.Calls) > 0 {
		return "tool_use"
	}
	return "end_turn"
}

func textBlock(text string) map[string]any { return map[string]any{"type": "text", "text": text} }

func toolUse(call Call, input json.RawMessage) map[string]any {
	return map[string]any{"type": "tool_use", "id": call.ID, "name": call.Name, "input": input}
}

func (t anthropicTurn) whole() any {
	content := []any{}
	if t.reply.Text != "" {
		content = append(content, textBlock(t.reply.Text))
	}
	for _, call := range t.reply.Calls {
		content = append(content, toolUse(call, call.Arguments))
	}
	return t.message(content, t.stopReason(), t.reply.tokens())
}

func (t anthropicTurn) stream(s *stream) {
	send := func(kind string, data map[string]any) {
		data["type"] = kind
		s.send(kind, data)
	}
	index := 0
	block := func(start map[string]any, deltas func(send func(kind, member, piece string))) {
		send("content_block_start", map[string]any{"index": index, "content_block": start})
		deltas(func(kind, member, piece string) {
			send("content_block_delta", map[string]any{"index": index, "delta": map[string]any{"type": kind, member: piece}})
		})
		send("content_block_stop", map[string]any{"index": index})
		index++
	}
	send("message_start", map[string]any{"message": t.message([]any{}, nil, 1)})
	send("ping", map[string]any{})
	if t.reply.Text != "" {
		block(textBlock(""), func(delta func(kind, member, piece string)) {
			for _, piece := range pieces(t.reply.Text, textPiece) {
				s.pause(t.reply.Pause)
				delta("text_delta", "text", piece)
			}
		})
	}
	for _, call := range t.reply.Calls {
		block(toolUse(call, json.RawMessage("{}")), func(delta func(kind, member, piece string)) {
			delta("input_json_delta", "partial_json", "")
			for _, piece := range pieces(string(call.Arguments), argumentPiece) {
				delta("input_json_delta", "partial_json", piece)
			}
		})
	}
	send("message_delta", map[string]any{"delta": map[string]any{"stop_reason": t.stopReason(), "stop_sequence": nil},
		"usage": map[string]any{"output_tokens": t.reply.tokens()}})
	send("message_stop", map[string]any{})
}
