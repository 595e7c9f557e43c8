package pcl

import "slices"

// Condition is a parsed condition. It is immutable and safe for concurrent use.
type Condition struct {
	text  string
	root  node
	paths []Path
}

// Parse parses a condition. Its error is a *SyntaxError.
func Parse(text string) (*Condition, error) {
	p := &parser{text: text}
	root, wrong := p.condition()
	if wrong != nil {
		return nil, wrong.locate(text)
	}
	return &Condition{text: text, root: root, paths: p.paths}, nil
}

// String returns the text of the condition, as it was parsed.
func (c *Condition) String() string { return c.text }

// Paths returns the paths that the condition reads, each once, in the order of the text.
func (c *Condition) Paths() []Path {
	paths := make([]Path, len(c.paths))
	for i, path := range c.paths {
		paths[i] = slices.Clone(path)
	}
	return paths
}
