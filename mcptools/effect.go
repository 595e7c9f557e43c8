package mcptools

// Effect is what calling a tool may do to the world.
type Effect int

// The effects, from the least to the most dangerous.
const (
	EffectRead        Effect = iota // changes nothing
	EffectAdditive                  // creates something, changes nothing that exists
	EffectDestructive               // changes or removes
)

// String returns the effect as a word: read, additive or destructive.
func (e Effect) String() string {
	switch e {
	case EffectRead:
		return "read"
	case EffectAdditive:
		return "additive"
	case EffectDestructive:
		return "destructive"
	}
	return "unknown"
}
