package mcptools

// Effect says what calling a tool may do to the world.
type Effect int

// The effects, from harmless to not.
const (
	EffectRead        Effect = iota // changes nothing
	EffectAdditive                  // creates something, changes nothing that exists
	EffectDestructive               // changes or removes
)
