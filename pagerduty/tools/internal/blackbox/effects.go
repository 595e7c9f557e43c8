package blackbox

// ExpectEffects calls tools with the arguments of their effects, and fails the test unless each result states the effect.
func (s *Session) ExpectEffects(effects map[string]Effect) {
	s.t.Helper()
	for tool, effect := range effects {
		s.Call(tool, effect.Arguments).Expect(effect.Stated)
	}
}

// Effect is the effect that a tool states after a call.
type Effect struct {
	Arguments string         // of the call
	Stated    map[string]any // as for Answer.Expect
}
