package blackbox

// ExpectEffects calls tools with the arguments of their effects, and wants each answer to state the effect.
func (s *Session) ExpectEffects(effects map[string]Effect) {
	s.t.Helper()
	for tool, effect := range effects {
		s.Call(tool, effect.Arguments).Expect(effect.Stated)
	}
}

// Effect is what a tool that writes states, after a call with some arguments.
type Effect struct {
	Arguments string
	Stated    map[string]any
}
