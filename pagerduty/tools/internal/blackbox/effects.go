package blackbox

// ExpectEffects calls every tool of the session that writes, with the arguments of its effect, and wants the answer to state it. A
// tool that writes and has no effect here fails the test.
func (s *Session) ExpectEffects(effects map[string]Effect) {
	s.t.Helper()
	writing := 0
	for _, tool := range s.Tools() {
		if *tool.Annotations.ReadOnlyHint {
			continue
		}
		writing++
		effect, found := effects[tool.Name]
		if !found {
			s.t.Errorf("%s writes, and nothing is known of its effect", tool.Name)
			continue
		}
		s.Call(tool.Name, effect.Arguments).Expect(effect.Stated)
		if len(s.Writes()) == 0 {
			s.t.Errorf("%s wrote nothing", tool.Name)
		}
	}
	if writing != len(effects) {
		s.t.Errorf("%d tools write, and %d effects are known", writing, len(effects))
	}
}

// Effect is what a tool that writes states, after a call with some arguments.
type Effect struct {
	Arguments string
	Stated    map[string]any
}
