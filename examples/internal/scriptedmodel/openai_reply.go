package scriptedmodel

// openAITurn writes a reply as OpenAI does.
type openAITurn struct {
	reply   Reply
	model   string
	created int64
	spent   int
}

func (t openAITurn) finishReason() string {
	if len(t.reply.Calls) > 0 {
		return "tool_calls"
	}
	return "stop"
}

func (t openAITurn) usage() map[string]any {
	return map[string]any{"prompt_tokens": t.spent, "completion_tokens": t.reply.tokens(), "total_tokens": t.spent + t.reply.tokens()}
}

func (t openAITurn) envelope(object string, choices ...any) map[string]any {
	if choices == nil {
		choices = []any{}
	}
	return map[string]any{"id": "chatcmpl-scripted", "object": object, "created": t.created, "model": t.model, "choices": choices}
}

func (t openAITurn) whole() any {
	message := map[string]any{"role": "assistant", "content": t.reply.Text, "refusal": nil}
	var calls []any
	for _, call := range t.reply.Calls {
		calls = append(calls, map[string]any{"id": call.ID, "type": "function",
			"function": map[string]any{"name": call.Name, "arguments": string(call.Arguments)}})
	}
	if calls != nil {
		message["content"], message["tool_calls"] = orNull(t.reply.Text), calls
	}
	answer := t.envelope("chat.completion", map[string]any{"index": 0, "message": message, "logprobs": nil, "finish_reason": t.finishReason()})
	answer["usage"] = t.usage()
	return answer
}

func (t openAITurn) stream(s *stream, withUsage bool) {
	send := func(delta map[string]any, finished any) {
		chunk := t.envelope("chat.completion.chunk", map[string]any{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finished})
		if withUsage {
			chunk["usage"] = nil
		}
		s.send("", chunk)
	}
	send(map[string]any{"role": "assistant", "content": "", "refusal": nil}, nil)
	for _, piece := range pieces(t.reply.Text, textPiece) {
		s.pause(t.reply.Pause)
		send(map[string]any{"content": piece}, nil)
	}
	for i, call := range t.reply.Calls {
		sendCall := func(part map[string]any) {
			part["index"] = i
			send(map[string]any{"tool_calls": []any{part}}, nil)
		}
		sendCall(map[string]any{"id": call.ID, "type": "function", "function": map[string]any{"name": call.Name, "arguments": ""}})
		for _, piece := range pieces(string(call.Arguments), argumentPiece) {
			sendCall(map[string]any{"function": map[string]any{"arguments": piece}})
		}
	}
	send(map[string]any{}, t.finishReason())
	if withUsage {
		last := t.envelope("chat.completion.chunk")
		last["usage"] = t.usage()
		s.send("", last)
	}
	s.send("", "[DONE]")
}
