package conditions

import "fmt"

// Path leads to a value in an event, as in expressions.
type Path struct{ path path }

// ParsePath parses a path such as event.custom_details['host'].
func ParsePath(text string) (Path, error) {
	p := &parser{lexer: lexer{text: text}}
	parsed, ok := p.operand().(path)
	if p.err == nil && (!ok || p.token().kind != endToken) {
		p.err = fmt.Errorf("%q is not a path", text)
	}
	return Path{parsed}, p.err
}

// Text returns the value at the path as text, and whether there is one that is not null.
func (p Path) Text(event Event) (text string, found bool) {
	value := p.path.value(&run{event: event})
	return textOf(value), value != nil
}

// Set sets the value at the path in a normalised event. It makes the objects on the way, and replaces what is no object. It ignores paths
// in raw_event or in lists.
func (p Path) Set(normal map[string]any, value any) {
	if p.path.raw || len(p.path.steps) == 0 {
		return
	}
	object := normal
	for n, step := range p.path.steps {
		name, ok := step.(string)
		switch {
		case !ok:
			return
		case n == len(p.path.steps)-1:
			object[name] = value
		default:
			inner, ok := object[name].(map[string]any)
			if !ok {
				inner = map[string]any{}
				object[name] = inner
			}
			object = inner
		}
	}
}
