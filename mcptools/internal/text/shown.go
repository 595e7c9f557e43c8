package text

import "strings"

// maxShown is how many characters of a value an error shows.
const maxShown = 80

// Shown returns a name or a literal from outside as an error may repeat it.
func Shown(s string) string { return Clean(FirstBytes(s), maxShown) }

// Describe shows a value in an error.
func Describe(v Value) string {
	switch v.Kind {
	case String:
		return string(AppendString(nil, Shown(v.Text)))
	case Object, Array:
		return Shown(string(v.AppendJSON(nil)))
	case Null:
		return "null"
	}
	return Shown(v.Text)
}

// FirstBytes cuts a huge text to somewhat more than an error shows.
func FirstBytes(s string) string {
	const enough = 16 * maxShown
	if len(s) > enough {
		return strings.ToValidUTF8(s[:enough], "")
	}
	return s
}
