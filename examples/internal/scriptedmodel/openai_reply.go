package scriptedmodel

func (r *openAIRequest) streams() bool { return r.Stream }

func (r *openAIRequest) envelope(object string, choices ...map[string]any) map[string]any {
	if choices == nil {
		choices = []map[string]any{}
	}
	return map[string]any{"id": "chatcmpl-scripted", "object": object, "created": 1, "model": r.Model, "choices": choices}
}

var openAIUsage = map[string]any{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}

func openAIFinish(reply Reply) string {
	if len(reply.Calls) > 0 {
		return "tool_calls"
	}
	return "stop"
}

func (r *openAIRequest) whole(reply Reply) any {
	message := map[string]any{"role": "assistant", "content": reply.Text, "refusal": nil}
	var calls []any
	for _, call := range reply.Calls {
		calls = append(calls, map[string]any{"id": call.ID, "type": "function",
			"function": map[string]any{"name": call.Name, "arguments": string(call.Arguments)}})
	}
	if calls != nil {
		message["tool_calls"] = calls
		if reply.Text == "" {
			message["content"] = nil
		}
	}
	answer := r.envelope("chat.completion", map[string]any{"index": 0, "message": message, "logprobs": nil, "finish_reason": openAIFinish(reply)})
	answer["usage"] = openAIUsage
	return answer
}

func (r *openAIRequest) stream(s *stream, reply Reply) {
	withUsage := r.StreamOptions != nil && r.StreamOptions.IncludeUsage
	send := func(delta map[string]any, finished any) {
		chunk := r.envelope("chat.completion.chunk", map[string]any{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finished})
		if withUsage {
			chunk["usage"] = nil
		}
		s.send("", chunk)
	}
	send(map[string]any{"role": "assistant", "content": "", "refusal": nil}, nil)
	s.sendText(reply.Text, reply.Pause, func(chunk string) { send(map[string]any{"content": chunk}, nil) })
	for i, call := range reply.Calls {
		sendCall := func(part map[string]any) {
			part["index"] = i
			send(map[string]any{"tool_calls": []any{part}}, nil)
		}
		sendCall(map[string]any{"id": call.ID, "type": "function", "function": map[string]any{"name": call.Name, "arguments": ""}})
		s.sendText(string(call.Arguments), 0, func(chunk string) {
			sendCall(map[string]any{"function": map[string]any{"arguments": chunk}})
		})
	}
	send(map[string]any{}, openAIFinish(reply))
	if withUsage {
		last := r.envelope("chat.completion.chunk")
		last["usage"] = openAIUsage
		s.send("", last)
	}
	s.write("data: [DONE]\n\n")
}
